import type { ListenerRoute } from '../snapshot.ts';

/** What has to be bound for the listeners that ask for one port. */
export interface PortPlan {
  readonly askedPort: number;
  /** Whether clients speak TLS: the two kinds never share a socket. */
  readonly secure: boolean;
  /** The first is the one that decides which port is free. */
  readonly addresses: readonly string[];
  readonly idleTimeoutMs: number;
  readonly listeners: readonly ListenerRoute[];
}

/** Every listener listens there. */
export const loopback = '127.0.0.1';
const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** The sockets that a snapshot's listeners need, by {@link portKey}. */
export function planPorts(listeners: readonly ListenerRoute[]): Map<string, PortPlan> {
  const plans = new Map<string, PortPlan>();
  for (const listener of listeners) {
    const secure = listener.protocol === 'HTTPS';
    const key = portKey(listener.port, secure);
    const before = plans.get(key);
    plans.set(key, {
      askedPort: listener.port,
      secure,
      addresses: unite([...(before?.addresses ?? []), loopback, ...listener.addresses]),
      idleTimeoutMs: Math.max(before?.idleTimeoutMs ?? 0, listener.idleTimeoutMs),
      listeners: [...(before?.listeners ?? []), listener],
    });
  }
  return plans;
}

/** Tells apart the ports that are bound. */
export function portKey(askedPort: number, secure: boolean): string {
  return `${secure ? 'https' : 'http'} ${askedPort}`;
}

/** A wildcard address takes in all others, which could not be bound beside it. */
export function unite(addresses: readonly string[]): string[] {
  const wildcard = addresses.find((address) => wildcards.has(address));
  return wildcard === undefined ? [...new Set(addresses)] : [wildcard];
}
