import { isDeepStrictEqual } from 'node:util';
import type { FlowListenerRoute, ListenerRoute, RoutingSnapshot } from '../../load-balancer/snapshot.ts';

/**
 * A snapshot that is equal to `next`, of the very objects of the one before wherever they say the same: what did not
 * change is neither compiled anew nor sent to the data path's thread again.
 */
export function keepUnchanged(previous: RoutingSnapshot, next: RoutingSnapshot): RoutingSnapshot {
  const listeners = new Map(previous.listeners.map((each) => [each.listenerArn, each]));
  const flowListeners = new Map((previous.flowListeners ?? []).map((each) => [each.listenerArn, each]));
  return {
    listeners: next.listeners.map((each) => keptListener(listeners.get(each.listenerArn), each)),
    flowListeners: (next.flowListeners ?? []).map((each) =>
      keptFlows(flowListeners.get(each.listenerArn), each),
    ),
    targetGroups: new Map(
      [...next.targetGroups].map(([arn, group]) => [arn, kept(previous.targetGroups.get(arn), group)]),
    ),
  };
}

function keptListener(previous: ListenerRoute | undefined, next: ListenerRoute): ListenerRoute {
  const same = kept(previous, next);
  if (same !== next || previous === undefined) return same;
  return {
    ...next,
    ...(next.rules === undefined ? {} : { rules: kept(previous.rules, next.rules) }),
    ...(next.tls === undefined ? {} : { tls: kept(previous.tls, next.tls) }),
  };
}

function keptFlows(previous: FlowListenerRoute | undefined, next: FlowListenerRoute): FlowListenerRoute {
  const same = kept(previous, next);
  if (same !== next || next.tls === undefined) return same;
  return { ...next, tls: kept(previous?.tls, next.tls) };
}

function kept<Part>(previous: Part | undefined, next: Part): Part {
  return previous !== undefined && isDeepStrictEqual(previous, next) ? previous : next;
}
