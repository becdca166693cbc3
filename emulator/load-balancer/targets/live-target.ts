import type { Clock } from '../../../src/clock.ts';
import type { TargetRoute } from '../snapshot.ts';
import type { IdleTimers } from '../wire/idle-timers.ts';
import type { SlowStart } from './slow-start.ts';
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
  /** Whether it speaks TLS. */
  readonly secure: boolean;
  readonly connections: TargetConnections;
  up = false;
  draining = false;
  /** While its share of the requests grows; written by its group alone. */
  slowStart: SlowStart | undefined;
  /** Where it stands among the candidates of its group, which keeps it. */
  place = -1;
  #registeredAtMs: number;
  #wasUp = false;
  #restored: boolean;
  #drainedSaid = false;
  readonly #inFlight = new Set<InFlight>();
  readonly #onDrained: (target: LiveTarget) => void;

  constructor(
    targetGroupArn: string,
    route: TargetRoute,
    time: { readonly clock: Clock; readonly timers: IdleTimers },
    onDrained: (target: LiveTarget) => void,
  ) {
    this.targetGroupArn = targetGroupArn;
    this.key = route.key;
    this.address = route.address;
    this.port = route.port;
    this.secure = route.tls === true;
    const { address, port, http2 = false } = route;
    this.connections = new TargetConnections({ ...time, address, port, secure: this.secure, http2 });
    this.#registeredAtMs = route.registeredAtMs;
    const { state } = route.lastKnownHealth;
    this.#restored = state === 'healthy' || state === 'unavailable';
    this.#onDrained = onDrained;
  }

  get registeredAtMs(): number {
    return this.#registeredAtMs;
  }

  /** Whether it has been up since it was registered. */
  get wasUp(): boolean {
    return this.#wasUp;
  }

  /** Whether it was up before this process knew it, so that coming up now is nothing new. */
  get restored(): boolean {
    return this.#restored;
  }

  /** Notes that it has come up. */
  cameUp(): void {
    this.#wasUp = true;
    this.#restored = false;
  }

  /** Takes over when the registration began: one begun anew has not been up yet. */
  setRegistered(registeredAtMs: number): void {
    if (registeredAtMs === this.#registeredAtMs) return;
    this.#registeredAtMs = registeredAtMs;
    this.#wasUp = false;
    this.#restored = false;
    this.slowStart = undefined;
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
