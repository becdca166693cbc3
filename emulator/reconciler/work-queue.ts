import type { Clock, Timer } from '../../src/clock.ts';

/**
 * When to do a key's work again though nothing changes: at a time, or after whoever else waits for a turn.
 * `undefined` is never.
 */
export type Again = number | 'next-turn' | undefined;

/** Does the work of one key, from a fresh reading of the state. */
export type Work = (id: string) => Promise<Again> | Again;

export interface WorkQueueOptions<Kind extends string> {
  readonly clock: Clock;
  readonly work: Readonly<Record<Kind, Work>>;
  readonly onError: (error: unknown, key: { kind: Kind; id: string }) => void;
}

interface Entry<Kind extends string> {
  readonly kind: Kind;
  readonly id: string;
  state: 'idle' | 'scheduled' | 'running' | 'running-dirty';
  failures: number;
  timer?: Timer;
}

const firstBackoffMs = 100;
const longestBackoffMs = 30_000;

/**
 * A keyed work queue. Events only enqueue a key; a key is worked on by one worker at a time, again if it was enqueued
 * meanwhile, and alone backs off when its work throws. There is no tick. Each turn of the event loop begins the work of
 * one key, so that requests are answered between two keys and not after all of them.
 */
export class WorkQueue<Kind extends string> implements AsyncDisposable {
  readonly #options: WorkQueueOptions<Kind>;
  readonly #entries = new Map<string, Entry<Kind>>();
  /** In the order in which they were asked for. */
  readonly #scheduled = new Set<Entry<Kind>>();
  readonly #idle = new Set<() => void>();
  #isTurning = false;
  #busy = 0;
  #closed = false;

  constructor(options: WorkQueueOptions<Kind>) {
    this.#options = options;
  }

  /** Asks for a key to be worked on soon. Many requests before that happens are one. */
  enqueue(kind: Kind, id: string): void {
    if (this.#closed) return;
    const key = keyOf({ kind, id });
    const entry = this.#entries.get(key) ?? { kind, id, state: 'idle', failures: 0 };
    this.#entries.set(key, entry);
    if (entry.state === 'running') entry.state = 'running-dirty';
    if (entry.state !== 'idle') return;
    entry.state = 'scheduled';
    this.#cancelTimer(entry);
    this.#busy += 1;
    this.#scheduled.add(entry);
    this.#turnSoon();
  }

  /** Resolves once nothing is queued or running; work that waits for a time does not count. */
  async settled(): Promise<void> {
    while (this.#busy > 0) await new Promise<void>((resolve) => this.#idle.add(resolve));
  }

  /** Takes no more work and waits for what is running. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const entry of this.#entries.values()) this.#cancelTimer(entry);
    await this.settled();
  }

  #turnSoon(): void {
    if (this.#isTurning) return;
    this.#isTurning = true;
    setImmediate(() => {
      this.#isTurning = false;
      const [entry] = this.#scheduled;
      if (entry === undefined) return;
      this.#scheduled.delete(entry);
      if (this.#scheduled.size > 0) this.#turnSoon();
      void this.#run(entry);
    });
  }

  async #run(entry: Entry<Kind>): Promise<void> {
    let again: Again;
    if (!this.#closed) {
      entry.state = 'running';
      try {
        again = await this.#options.work[entry.kind](entry.id);
        entry.failures = 0;
      } catch (error) {
        this.#options.onError(error, entry);
        again = this.#options.clock.now() + Math.min(firstBackoffMs * 2 ** entry.failures, longestBackoffMs);
        entry.failures = Math.min(entry.failures + 1, 16);
      }
    }
    const dirty = again === 'next-turn' || (isDirty(entry) && entry.failures === 0);
    entry.state = 'idle';
    this.#busy -= 1;
    if (this.#closed) this.#entries.delete(keyOf(entry));
    else if (dirty) this.enqueue(entry.kind, entry.id);
    else if (typeof again === 'number') this.#wakeAt(entry, again);
    else this.#entries.delete(keyOf(entry));
    if (this.#busy === 0) this.#tellIdle();
  }

  #wakeAt(entry: Entry<Kind>, atMs: number): void {
    const { clock } = this.#options;
    entry.timer = clock.setTimeout(() => this.enqueue(entry.kind, entry.id), Math.max(0, atMs - clock.now()));
  }

  #cancelTimer(entry: Entry<Kind>): void {
    if (entry.timer !== undefined) this.#options.clock.clearTimeout(entry.timer);
    entry.timer = undefined;
  }

  #tellIdle(): void {
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }
}

function keyOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind} ${id}`;
}

/** Read through a function: the compiler does not see that the state changes while the work runs. */
function isDirty(entry: Entry<string>): boolean {
  return entry.state === 'running-dirty';
}
