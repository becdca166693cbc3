/** How many starts one turn of the event loop takes. */
const startsPerTurn = 16;

/**
 * Spreads starts over turns of the event loop: a thousand targets registered at once are probed at once, and the
 * requests in between still get their turn.
 */
export class StartQueue {
  #waiting: (() => void)[] = [];
  #next: NodeJS.Immediate | undefined;

  /** `start` runs in a later turn, unless the queue is closed before. */
  push(start: () => void): void {
    this.#waiting.push(start);
    this.#next ??= setImmediate(() => this.#turn());
  }

  close(): void {
    this.#waiting = [];
    clearImmediate(this.#next);
    this.#next = undefined;
  }

  #turn(): void {
    const due = this.#waiting.splice(0, startsPerTurn);
    this.#next = this.#waiting.length > 0 ? setImmediate(() => this.#turn()) : undefined;
    for (const start of due) start();
  }
}
