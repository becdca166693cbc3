/**
 * What a committed transaction changed, by key. Whoever acts on a change reads everything anew: the notice carries
 * no state, so a lost or doubled one does no harm.
 */
export type Change =
  | { readonly kind: 'cluster'; readonly arn: string }
  | { readonly kind: 'task-definition'; readonly arn: string }
  | { readonly kind: 'service'; readonly arn: string }
  | { readonly kind: 'task'; readonly arn: string }
  | { readonly kind: 'target-group'; readonly arn: string }
  /** A container instance: what runs on the cluster's instances may have to be placed anew. */
  | { readonly kind: 'container-instance'; readonly arn: string; readonly clusterArn: string }
  /** Load balancers, listeners, target groups or targets: what traffic is routed by. */
  | { readonly kind: 'routing' };

/** Identifies a change: two with one key within a transaction are one. */
export function changeKey(change: Change): string {
  return 'arn' in change ? `${change.kind} ${change.arn}` : change.kind;
}
