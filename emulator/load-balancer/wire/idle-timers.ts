import type { Clock, Timer } from '../../../src/clock.ts';

/** Something that is given up when it has been idle for too long. */
export interface Watched {
  /** When it is, as things stand; it moves on with everything that happens, and nobody need be told. */
  readonly dueMs: number;
  /** It is due. It may go on being watched: by then it is due at some later time. */
  onDue(): void;
}

/**
 * Waits for thousands of connections by one timer. Each stands in the slot of the time when it was last seen to be
 * due; only when that comes is it asked again, so that traffic costs a connection no more than noting the time.
 */
export class IdleTimers {
  readonly #clock: Clock;
  readonly #slots = new Map<number, Set<Watched>>();
  readonly #slotOf = new Map<Watched, number>();
  #timer: Timer | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Watches something, or takes note that it is due earlier than it was. */
  watch(watched: Watched): void {
    this.unwatch(watched);
    const slot = slotFor(watched.dueMs, this.#clock.now());
    const members = this.#slots.get(slot);
    if (members === undefined) this.#slots.set(slot, new Set([watched]));
    else members.add(watched);
    this.#slotOf.set(watched, slot);
    if (slot < this.#timerAtMs) this.#arm(slot);
  }

  unwatch(watched: Watched): void {
    const slot = this.#slotOf.get(watched);
    if (slot === undefined) return;
    this.#slotOf.delete(watched);
    const members = this.#slots.get(slot);
    members?.delete(watched);
    if (members?.size === 0) this.#slots.delete(slot);
  }

  close(): void {
    this.#disarm();
    this.#slots.clear();
    this.#slotOf.clear();
  }

  #arm(atMs: number): void {
    this.#disarm();
    this.#timerAtMs = atMs;
    this.#timer = this.#clock.setTimeout(() => this.#run(), Math.max(0, atMs - this.#clock.now()));
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
  }

  #run(): void {
    this.#disarm();
    const nowMs = this.#clock.now();
    const due = [...this.#slots].filter(([slot]) => slot <= nowMs).flatMap(([, members]) => [...members]);
    for (const watched of due) {
      if (!this.#slotOf.has(watched)) continue;
      if (watched.dueMs <= nowMs) watched.onDue();
      // What it did may have ended it.
      if (this.#slotOf.has(watched)) this.watch(watched);
    }
    let next = Number.POSITIVE_INFINITY;
    for (const slot of this.#slots.keys()) next = Math.min(next, slot);
    if (next < this.#timerAtMs) this.#arm(next);
  }
}

/** Slots are the wider, the further off they are: nobody minds a second in a minute. */
function slotFor(dueMs: number, nowMs: number): number {
  const aheadMs = dueMs - nowMs;
  const widthMs = aheadMs > 20_000 ? 1000 : aheadMs > 500 ? 50 : 5;
  return Math.ceil(Math.max(dueMs, nowMs + 1) / widthMs) * widthMs;
}
