import type { Clock } from '../../../src/clock.ts';
import type { TargetRoute } from '../snapshot.ts';
import { TargetConnections } from './target-connections.ts';

/** A request, stream or tunnel that a target is working on. */
export interface InFlight {
  /** Ends it because its deregistration delay has elapsed. */
  cut(): void;
}

/**
 * One target of one target group as the data path sees it, for as long as consecutive snapshots show it. `up` is
 * written by health checking alone, `draining` by the snapshot alone.
 */
export class LiveTarget {
  readonly targetGroupArn: string;
  readonly key: string;
  readonly address: string;
  readonly port: number;
  readonly connections: TargetConnections;
  up = false;
  draining = false;
  #drainedSaid = false;
  readonly #inFlight = new Set<InFlight>();
  readonly #onDrained: (target: LiveTarget) => void;

  constructor(
    targetGroupArn: string,
    route: TargetRoute,
    clock: Clock,
    onDrained: (target: LiveTarget) => void,
  ) {
    this.targetGroupArn = targetGroupArn;
    this.key = route.key;
    this.address = route.address;
    this.port = route.port;
    this.connections = new TargetConnections(route.address, route.port, clock, route.tls === true);
    this.#onDrained = onDrained;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  enter(work: InFlight): void {
    this.#inFlight.add(work);
  }

  /** Does nothing for work that left before. */
  leave(work: InFlight): void {
    if (!this.#inFlight.delete(work)) return;
    if (this.draining && this.#inFlight.size === 0) this.#drainedSoon();
  }

  /** Takes over what a snapshot says. */
  setDraining(draining: boolean): void {
    if (draining === this.draining) return;
    this.draining = draining;
    this.#drainedSaid = false;
    if (!draining) return this.connections.keep();
    this.connections.closeIdle();
    if (this.#inFlight.size === 0) this.#drainedSoon();
  }

  /** Ends all that is in flight and every connection, for good: nothing is told of the target any more. */
  cutAll(): void {
    this.#drainedSaid = true;
    this.connections.closeIdle();
    for (const work of [...this.#inFlight]) work.cut();
    this.connections.destroy();
  }

  /**
   * Put off by a turn of the event loop: whoever is told may hand over a new snapshot at once, and the connection
   * that has just become free is closed by then.
   */
  #drainedSoon(): void {
    setImmediate(() => {
      if (!this.draining || this.#inFlight.size > 0 || this.#drainedSaid) return;
      this.#drainedSaid = true;
      this.#onDrained(this);
    });
  }
}
