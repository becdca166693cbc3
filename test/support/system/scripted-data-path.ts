import type { DataPath } from '../../../emulator/load-balancer/data-path.ts';
import type { ProbedTarget } from '../../../emulator/load-balancer/health/health-checker.ts';
import type {
  DataPathReports,
  RoutingSnapshot,
  TargetHealth,
  TargetRoute,
} from '../../../emulator/load-balancer/snapshot.ts';
import type { TrafficMinute } from '../../../emulator/load-balancer/traffic/traffic-minute.ts';
import type { Clock } from '../../../src/clock.ts';

export interface ScriptedDataPathOptions {
  readonly clock: Clock;
  readonly reports: DataPathReports;
  /** What the target at that address answers to its first probe. */
  readonly answerOf: (address: string) => TargetHealth;
}

const firstProbeMs = 200;
const checking: TargetHealth = { state: 'initial', reason: 'Elb.InitialHealthChecking' };

/**
 * A data path without sockets: a target answers its first probe 200 ms after it was registered, as the script says,
 * and has nothing in flight once it drains, unless a test keeps it busy.
 */
export class ScriptedDataPath implements DataPath {
  readonly #options: ScriptedDataPathOptions;
  readonly #known = new Map<string, TargetRoute['state']>();
  readonly #bound = new Set<string>();
  readonly #busy = new Set<string>();
  /** What it says that targets answered. */
  probes: readonly ProbedTarget[] = [];
  /** What it says that it carried. */
  traffic: readonly TrafficMinute[] = [];
  #snapshot: RoutingSnapshot = { listeners: [], targetGroups: new Map() };

  constructor(options: ScriptedDataPathOptions) {
    this.#options = options;
  }

  apply(snapshot: RoutingSnapshot): void {
    this.#snapshot = snapshot;
    const { clock, reports } = this.#options;
    for (const { listenerArn, port } of [...snapshot.listeners, ...(snapshot.flowListeners ?? [])]) {
      if (this.#bound.has(listenerArn)) continue;
      this.#bound.add(listenerArn);
      const bound = { state: 'listening' as const, port, addresses: ['127.0.0.1'] };
      clock.setTimeout(() => reports.listenerBound(listenerArn, bound), 0);
    }
    for (const [arn, { targets }] of snapshot.targetGroups)
      for (const target of targets) this.#see(arn, target);
  }

  async lastProbes(): Promise<readonly ProbedTarget[]> {
    return this.probes;
  }

  async trafficSince(ms: number): Promise<readonly TrafficMinute[]> {
    return this.traffic.filter(({ startMs }) => startMs >= ms);
  }

  /** The targets that are known, as `address:port`. */
  get targets(): string[] {
    return [...this.#snapshot.targetGroups.values()].flatMap(({ targets }) => targets.map(({ key }) => key));
  }

  /** A target's health changes now. */
  setHealth(address: string, health: TargetHealth): void {
    for (const [arn, { targets }] of this.#snapshot.targetGroups)
      for (const { key, ...target } of targets)
        if (target.address === address) this.#options.reports.targetHealth(arn, key, health);
  }

  /** Requests to that address are in flight until {@link finish}. */
  keepBusy(address: string): void {
    this.#busy.add(address);
  }

  finish(address: string): void {
    this.#busy.delete(address);
    for (const [arn, { targets }] of this.#snapshot.targetGroups)
      for (const { key, ...target } of targets)
        if (target.address === address && target.state === 'draining')
          this.#options.reports.drained(arn, key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#snapshot = { listeners: [], targetGroups: new Map() };
  }

  #see(arn: string, { key, address, state, registeredAtMs, lastKnownHealth }: TargetRoute): void {
    const { clock, reports, answerOf } = this.#options;
    const identity = `${arn} ${key} ${registeredAtMs}`;
    const before = this.#known.get(identity);
    this.#known.set(identity, state);
    if (before === state) return;
    if (state === 'draining') {
      if (!this.#busy.has(address)) clock.setTimeout(() => reports.drained(arn, key), 0);
      return;
    }
    if (lastKnownHealth.state !== 'initial') return;
    clock.setTimeout(() => reports.targetHealth(arn, key, checking), 0);
    clock.setTimeout(() => {
      if (this.#known.get(identity) === 'registered') reports.targetHealth(arn, key, answerOf(address));
    }, firstProbeMs);
  }
}
