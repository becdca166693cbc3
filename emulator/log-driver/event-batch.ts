import type { LogEvent } from './log-event.ts';

const longestBatch = 1000;

/** Collects the events of one turn of the event loop, so that a burst becomes one transaction. */
export class EventBatch {
  readonly #write: (events: readonly LogEvent[]) => void;
  readonly #onFailure: (error: unknown) => void;
  #events: LogEvent[] = [];
  #scheduled: NodeJS.Immediate | undefined;

  constructor(write: (events: readonly LogEvent[]) => void, onFailure: (error: unknown) => void) {
    this.#write = write;
    this.#onFailure = onFailure;
  }

  add(event: LogEvent): void {
    this.#events.push(event);
    // At every multiple, so that events that wait after a failure do not make each further one a try of its own.
    if (this.#events.length % longestBatch === 0) this.flush();
    else this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Events that cannot be written (the disk is full, say) wait for the next flush. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    try {
      this.#write(this.#events);
      this.#events = [];
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
