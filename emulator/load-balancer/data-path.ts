import type { ProbedTarget } from './health/health-checker.ts';
import type { LastProbe } from './health/target-check.ts';
import type { BoundListener, RoutingSnapshot } from './snapshot.ts';
import type { TrafficMinute } from './traffic/traffic-minute.ts';

/** What carries traffic and probes targets, as the reconciler sees it: snapshots go in, reports come out. */
export interface DataPath extends AsyncDisposable {
  /** Routes by a new snapshot from now on. An entry that is the same object as before has not changed. */
  apply(snapshot: RoutingSnapshot): void;
  /** Resolves once the latest snapshot is what it routes by, and its listeners have what ports they could get. */
  settled?(): Promise<void>;
  /** What all targets said to their last health checks. */
  lastProbes(): Promise<readonly ProbedTarget[]>;
  /** The traffic of Application Load Balancers since a time in milliseconds, by the minute. */
  trafficSince(ms: number): Promise<readonly TrafficMinute[]>;
}

/** A data path that can be asked as well. */
export interface ObservedDataPath extends DataPath {
  /** Where each listener listens, by its ARN. */
  readonly bound: ReadonlyMap<string, BoundListener>;
  /** What a target said to its last health check. */
  lastProbe(targetGroupArn: string, targetKey: string): LastProbe | undefined;
}
