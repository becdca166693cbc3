import type { ListenerRoute } from '../snapshot.ts';

/** What has to be bound for the listeners that ask for one port. */
export interface PortPlan {
  readonly askedPort: number;
  /** The first is the one that decides which port is free. */
  readonly addresses: readonly string[];
  readonly idleTimeoutMs: number;
  readonly listenerArns: readonly string[];
}

/** Every listener listens there. */
export const loopback = '127.0.0.1';
const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** The sockets that a snapshot's listeners need, by the port asked for. */
export function planPorts(listeners: readonly ListenerRoute[]): Map<number, PortPlan> {
  const plans = new Map<number, PortPlan>();
  for (const listener of listeners) {
    const before = plans.get(listener.port);
    plans.set(listener.port, {
      askedPort: listener.port,
      addresses: unite([...(before?.addresses ?? []), loopback, ...listener.addresses]),
      idleTimeoutMs: Math.max(before?.idleTimeoutMs ?? 0, listener.idleTimeoutMs),
      listenerArns: [...(before?.listenerArns ?? []), listener.listenerArn],
    });
  }
  return plans;
}

/** A wildcard address takes in all others, which could not be bound beside it. */
export function unite(addresses: readonly string[]): string[] {
  const wildcard = addresses.find((address) => wildcards.has(address));
  return wildcard === undefined ? [...new Set(addresses)] : [wildcard];
}
