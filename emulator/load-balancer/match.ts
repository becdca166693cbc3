import type { ConnectionFacts } from './listeners/arrival.ts';
import { portKey } from './listeners/listener-plan.ts';
import type { RuleRequest } from './rules/rule-request.ts';
import { RuleSet } from './rules/rule-set.ts';
import type { ListenerRoute, RuleRoute } from './snapshot.ts';

/** The listeners that share one port, made ready for a choice by Host. */
export interface PortRoutes {
  readonly byHost: ReadonlyMap<string, ListenerRoute>;
  /** Takes what no Host claims: the listener of the load balancer that was created first. */
  readonly oldest: ListenerRoute;
}

/** Groups listeners by the socket that they share: by port, those of HTTP apart from those of HTTPS. */
export function portRoutes(listeners: readonly ListenerRoute[]): Map<string, PortRoutes> {
  const ports = new Map<string, { byHost: Map<string, ListenerRoute>; oldest: ListenerRoute }>();
  for (const listener of listeners) {
    const key = portKey(listener.port, listener.protocol === 'HTTPS');
    const port = ports.get(key) ?? { byHost: new Map<string, ListenerRoute>(), oldest: listener };
    port.byHost.set(listener.dnsName.toLowerCase(), listener);
    if (listener.loadBalancerCreatedAtMs < port.oldest.loadBalancerCreatedAtMs) port.oldest = listener;
    ports.set(key, port);
  }
  return ports;
}

/** The listener that the client named in its handshake. */
export function claimedListener(
  { byHost }: PortRoutes,
  { secure }: Pick<ConnectionFacts, 'secure'>,
): ListenerRoute | undefined {
  if (secure?.listenerArn === undefined) return undefined;
  return [...byHost.values()].find(({ listenerArn }) => listenerArn === secure.listenerArn);
}

/**
 * Which of the listeners that share a port a request is for: the one whose DNSName is the host, else the one that has a
 * rule for the host, else the oldest one's. `host` is an authority, with or without a port.
 */
export function chooseListener(routes: PortRoutes, host: string | undefined): ListenerRoute {
  if (routes.byHost.size === 1 || host === undefined) return routes.oldest;
  const name = hostName(host).toLowerCase();
  return routes.byHost.get(name) ?? namedHosts(routes).get(name) ?? routes.oldest;
}

const namedHostsOf = new WeakMap<PortRoutes, ReadonlyMap<string, ListenerRoute>>();

/**
 * The whole hosts that rules ask for, each with the listener of the oldest load balancer that has such a rule. Made
 * ready at the first request after a snapshot that asks for no DNSName.
 */
function namedHosts(routes: PortRoutes): ReadonlyMap<string, ListenerRoute> {
  const known = namedHostsOf.get(routes);
  if (known !== undefined) return known;
  const hosts = new Map<string, ListenerRoute>();
  const oldestFirst = [...routes.byHost.values()].sort(
    (a, b) => a.loadBalancerCreatedAtMs - b.loadBalancerCreatedAtMs,
  );
  for (const listener of oldestFirst)
    for (const host of wholeHosts(listener)) if (!hosts.has(host)) hosts.set(host, listener);
  namedHostsOf.set(routes, hosts);
  return hosts;
}

function wholeHosts({ rules = [] }: ListenerRoute): string[] {
  return rules
    .flatMap(({ conditions }) => conditions)
    .flatMap((condition) => (condition.field === 'host-header' ? condition.values : []))
    .filter((value) => !/[*?]/.test(value))
    .map((value) => value.toLowerCase());
}

/**
 * What a listener does with a request. ELBv2 evaluates rules by ascending priority and falls back to the default
 * action, so rules enter here and nowhere else.
 */
export function chooseAction(
  listener: ListenerRoute,
  request: RuleRequest,
): Pick<RuleRoute, 'action' | 'transforms'> & { readonly ruleArn?: string } {
  const { rules = [], defaultAction } = listener;
  const matched = rules.length === 0 ? undefined : ruleSetOf(rules).match(request);
  return matched ?? { action: defaultAction, transforms: [] };
}

/** Rules are made ready at the first request after a snapshot that has them. */
const ruleSets = new WeakMap<readonly RuleRoute[], RuleSet>();

function ruleSetOf(rules: readonly RuleRoute[]): RuleSet {
  const known = ruleSets.get(rules);
  if (known !== undefined) return known;
  const made = new RuleSet(rules);
  ruleSets.set(rules, made);
  return made;
}

/** An authority without its port: `a.com:80` is `a.com`, `[::1]:80` is `[::1]`. */
export function hostName(authority: string): string {
  const colon = authority.lastIndexOf(':');
  if (colon === -1 || authority.endsWith(']')) return authority;
  return authority.slice(0, colon);
}
