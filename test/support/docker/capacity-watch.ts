import { setTimeout as delay } from 'node:timers/promises';
import type { DemoClients } from '../../../emulator/demo/demo-clients.ts';
import { describeShop, healthyTargets } from '../../../emulator/demo/watch.ts';

/** What was seen of a service over a time, at its extremes. */
export interface SeenCapacity {
  readonly mostRunningAndPending: number;
  readonly fewestRunning: number;
  readonly fewestHealthyTargets: number;
}

const pollMs = 5;

/** Looks at the shop again and again, as often as the API allows, until it is told to stop. */
export class CapacityWatch {
  readonly #stopping = new AbortController();
  readonly #watching: Promise<SeenCapacity>;

  constructor(clients: DemoClients, targetGroupArn: string) {
    this.#watching = this.#watch(clients, targetGroupArn);
  }

  /** Rejects when the API failed meanwhile. */
  stop(): Promise<SeenCapacity> {
    this.#stopping.abort();
    return this.#watching;
  }

  async #watch(clients: DemoClients, targetGroupArn: string): Promise<SeenCapacity> {
    let mostRunningAndPending = 0;
    let fewestRunning = Number.POSITIVE_INFINITY;
    let fewestHealthyTargets = Number.POSITIVE_INFINITY;
    while (!this.#stopping.signal.aborted) {
      const { runningCount = 0, pendingCount = 0 } = await describeShop(clients);
      mostRunningAndPending = Math.max(mostRunningAndPending, runningCount + pendingCount);
      fewestRunning = Math.min(fewestRunning, runningCount);
      const targets = await healthyTargets(clients, targetGroupArn);
      fewestHealthyTargets = Math.min(fewestHealthyTargets, targets.length);
      await delay(pollMs);
    }
    return { mostRunningAndPending, fewestRunning, fewestHealthyTargets };
  }
}
