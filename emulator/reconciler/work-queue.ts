import type { Clock, Timer } from '../../src/clock.ts';

/** Does the work of one key, from a fresh reading of the state. Returns when to do it again though nothing changes. */
export type Work = (id: string) => Promise<number | undefined> | number | undefined;

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
 * meanwhile, and alone backs off when its work throws. There is no tick.
 */
export class WorkQueue<Kind extends string> implements AsyncDisposable {
  readonly #options: WorkQueueOptions<Kind>;
  readonly #entries = new Map<string, Entry<Kind>>();
  readonly #idle = new Set<() => void>();
  #busy = 0;
  #closed = false;

  constructor(options: WorkQueueOptions<Kind>) {
    this.#options = options;
  }

  /** Asks for a key to be worked on soon. Many requests before that happens are one. */
  enqueue(kind: Kind, id: string): void {
    if (this.#closed) return;
    const key = `${kind} ${id}`;
    const entry = this.#entries.get(key) ?? { kind, id, state: 'idle', failures: 0 };
    this.#entries.set(key, entry);
    if (entry.state === 'running') entry.state = 'running-dirty';
    if (entry.state !== 'idle') return;
    entry.state = 'scheduled';
    this.#cancelTimer(entry);
    this.#busy += 1;
    setImmediate(() => void this.#run(key, entry));
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

  async #run(key: string, entry: Entry<Kind>): Promise<void> {
    let againAtMs: number | undefined;
    if (!this.#closed) {
      entry.state = 'running';
      try {
        againAtMs = await this.#options.work[entry.kind](entry.id);
        entry.failures = 0;
      } catch (error) {
        this.#options.onError(error, entry);
        againAtMs =
          this.#options.clock.now() + Math.min(firstBackoffMs * 2 ** entry.failures, longestBackoffMs);
        entry.failures = Math.min(entry.failures + 1, 16);
      }
    }
    const dirty = isDirty(entry) && entry.failures === 0;
    entry.state = 'idle';
    this.#busy -= 1;
    if (this.#closed) this.#entries.delete(key);
    else if (dirty) this.enqueue(entry.kind, entry.id);
    else if (againAtMs !== undefined) this.#wakeAt(entry, againAtMs);
    else this.#entries.delete(key);
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

/** Read through a function: the compiler does not see that the state changes while the work runs. */
function isDirty(entry: Entry<string>): boolean {
  return entry.state === 'running-dirty';
}
