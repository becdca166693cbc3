import type { RoutingSnapshot } from './snapshot.ts';

/** What carries traffic and probes targets, as the reconciler sees it: snapshots go in, reports come out. */
export interface DataPath extends AsyncDisposable {
  /** Routes by a new snapshot from now on. */
  apply(snapshot: RoutingSnapshot): void;
}
