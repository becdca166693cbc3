import type { ProbedTarget } from './health/health-checker.ts';
import type { RoutingSnapshot } from './snapshot.ts';
import type { TrafficMinute } from './traffic/traffic-minute.ts';

/** What carries traffic and probes targets, as the reconciler sees it: snapshots go in, reports come out. */
export interface DataPath extends AsyncDisposable {
  /** Routes by a new snapshot from now on. */
  apply(snapshot: RoutingSnapshot): void;
  /** What all targets said to their last health checks. */
  lastProbes(): Promise<readonly ProbedTarget[]>;
  /** The traffic of Application Load Balancers since a time in milliseconds, by the minute. */
  trafficSince(ms: number): Promise<readonly TrafficMinute[]>;
}
