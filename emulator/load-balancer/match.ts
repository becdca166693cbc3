import { portKey } from './listeners/listener-plan.ts';
import type { ListenerRoute, RouteAction } from './snapshot.ts';

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

/** Which of the listeners that share a port a request is for. `host` is an authority, with or without a port. */
export function chooseListener(routes: PortRoutes, host: string | undefined): ListenerRoute {
  if (routes.byHost.size === 1 || host === undefined) return routes.oldest;
  return routes.byHost.get(hostName(host).toLowerCase()) ?? routes.oldest;
}

/**
 * What a listener does with a request. ELBv2 evaluates rules by ascending priority and falls back to the default
 * action, so rules enter here and nowhere else.
 */
export function chooseAction(listener: ListenerRoute): RouteAction {
  return listener.defaultAction;
}

/** An authority without its port: `a.com:80` is `a.com`, `[::1]:80` is `[::1]`. */
export function hostName(authority: string): string {
  const colon = authority.lastIndexOf(':');
  if (colon === -1 || authority.endsWith(']')) return authority;
  return authority.slice(0, colon);
}
