import type { Clock, Timer } from '../../../src/clock.ts';

/** An address may come up later: the network of a VPC is made after its load balancer. */
const retryMs = 1000;

/**
 * Brings ports to what is wanted: one reconciliation at a time, always towards the latest, and again after a while
 * where an address was missing.
 */
export class PortLoop {
  readonly #clock: Clock;
  readonly #reconcile: () => Promise<{ readonly missing: boolean }>;
  #running: Promise<void> | undefined;
  #again = false;
  #retry: Timer | undefined;
  #closed = false;

  constructor(clock: Clock, reconcile: () => Promise<{ readonly missing: boolean }>) {
    this.#clock = clock;
    this.#reconcile = reconcile;
  }

  /** Whether a reconciliation that is under way is to be broken off. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Something else is wanted. Returns at once. */
  wake(): void {
    this.#again = true;
    if (this.#running !== undefined || this.#closed) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves once what is wanted has been tried. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Reconciles no more, and resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#clearRetry();
    await this.#running;
  }

  async #run(): Promise<void> {
    // The caller's own transaction comes first, and a burst of snapshots is one reconciliation.
    await Promise.resolve();
    while (this.#again && !this.#closed) {
      this.#again = false;
      this.#clearRetry();
      const { missing } = await this.#reconcile();
      if (missing && !this.#closed) this.#retry = this.#clock.setTimeout(() => this.wake(), retryMs);
    }
  }

  #clearRetry(): void {
    if (this.#retry !== undefined) this.#clock.clearTimeout(this.#retry);
    this.#retry = undefined;
  }
}
