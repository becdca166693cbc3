import type { Clock, Timer } from '../../../src/clock.ts';

/** One thing to do. Its errors are its own affair. */
export type Piece = () => Promise<void>;

/**
 * Work on the engine that nobody waits for, done one piece after the other in moments in which nothing urgent goes on:
 * the engine does much of its work one by one, so that whatever else it has to do slows the tasks that start or stop.
 */
export class IdleWork {
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #pieces: Piece[] = [];
  #urgent = 0;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  /** @param delayMs for so long nothing urgent must have gone on before a piece is begun */
  constructor(clock: Clock, delayMs: number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  /** Nothing is begun while `work` goes on, nor right after it. */
  async during<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#urgent += 1;
    try {
      return await work();
    } finally {
      this.#urgent -= 1;
      this.#arm();
    }
  }

  get isUrgent(): boolean {
    return this.#urgent > 0;
  }

  add(piece: Piece): void {
    if (this.#closed) return;
    this.#pieces.push(piece);
    if (this.#timer === undefined && this.#running === undefined) this.#arm();
  }

  /** Drops what was not begun, and waits for the rest. */
  async drop(): Promise<void> {
    this.#pieces.length = 0;
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  /** As {@link drop}, and nothing is taken on any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.drop();
  }

  #arm(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed || this.isUrgent || this.#pieces.length === 0) return;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      // A piece that was begun before something urgent came: it goes on with the rest itself.
      if (this.#running !== undefined) return;
      this.#running = this.#run().finally(() => {
        this.#running = undefined;
        this.#arm();
      });
    }, this.#delayMs);
  }

  async #run(): Promise<void> {
    while (!this.isUrgent) {
      const piece = this.#pieces.shift();
      if (piece === undefined) return;
      await piece();
    }
  }
}
