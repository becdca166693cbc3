import type { Clock, Timer } from '../../../src/clock.ts';
import { listenerUrl } from '../../../src/plan/listener-url.ts';
import type { ClientSettings } from '../http1/client-settings.ts';
import type { DataPathLog } from '../log.ts';
import type { BoundListener, DataPathReports, ListenerRoute } from '../snapshot.ts';
import { type PortPlan, planPorts, portKey } from './listener-plan.ts';
import { ListeningPort } from './listening-port.ts';
import { openPort } from './open-port.ts';

/** An address may come up later: the network of a VPC is made after its load balancer. */
const retryMs = 1000;

export interface ListenerSocketsOptions
  extends Pick<ClientSettings, 'timers' | 'onRequest' | 'onRefused' | 'onDone'> {
  readonly clock: Clock;
  readonly log: DataPathLog;
  readonly reports: Pick<DataPathReports, 'listenerBound'>;
}

/** Keeps the sockets that the listeners need: one reconciliation at a time, always towards the latest listeners. */
export class ListenerSockets {
  readonly #options: ListenerSocketsOptions;
  readonly #ports = new Map<string, ListeningPort>();
  /** Ports given up whose last connections are ending. */
  readonly #ending = new Set<ListeningPort>();
  readonly #bound = new Map<string, BoundListener>();
  #wanted: readonly ListenerRoute[] = [];
  #running: Promise<void> | undefined;
  #again = false;
  #retry: Timer | undefined;
  #closed = false;

  constructor(options: ListenerSocketsOptions) {
    this.#options = options;
  }

  /** Where each listener listens, by its ARN. */
  get bound(): ReadonlyMap<string, BoundListener> {
    return this.#bound;
  }

  /** What stands for the listeners that ask for a port, by {@link portKey}. */
  port(key: string): ListeningPort | undefined {
    return this.#ports.get(key);
  }

  /** Returns at once; what comes of it is reported. */
  apply(listeners: readonly ListenerRoute[]): void {
    this.#wanted = listeners;
    this.#wake();
  }

  /** Resolves once the latest listeners have the ports they could get. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Closes every socket and connection, and resolves when nothing is left. */
  async destroy(): Promise<void> {
    this.#closed = true;
    this.#clearRetry();
    await this.#running;
    const ports = [...this.#ports.values(), ...this.#ending];
    this.#ports.clear();
    await Promise.all(ports.map((port) => port.destroy()));
  }

  #wake(): void {
    this.#again = true;
    if (this.#running !== undefined || this.#closed) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    // The caller's own transaction comes first, and a burst of snapshots is one reconciliation.
    await Promise.resolve();
    while (this.#again && !this.#closed) {
      this.#again = false;
      await this.#reconcile(planPorts(this.#wanted));
    }
  }

  async #reconcile(plans: ReadonlyMap<string, PortPlan>): Promise<void> {
    this.#clearRetry();
    this.#releaseAllBut(plans);
    let missing = false;
    for (const plan of plans.values()) {
      if (this.#closed) return;
      const result = await this.#bring(plan);
      missing ||= result.missing;
      for (const listener of plan.listeners) this.#report(listener, result.bound);
    }
    if (missing && !this.#closed) this.#retry = this.#options.clock.setTimeout(() => this.#wake(), retryMs);
  }

  #releaseAllBut(plans: ReadonlyMap<string, PortPlan>): void {
    for (const [key, port] of this.#ports) {
      if (plans.has(key)) continue;
      this.#ports.delete(key);
      this.#ending.add(port);
      port.release();
      void port.ended().then(() => this.#ending.delete(port));
    }
    const wanted = new Set(this.#wanted.map(({ listenerArn }) => listenerArn));
    for (const arn of [...this.#bound.keys()]) if (!wanted.has(arn)) this.#bound.delete(arn);
  }

  async #bring(plan: PortPlan): Promise<{ bound: BoundListener; missing: boolean }> {
    const { askedPort, secure } = plan;
    const key = portKey(askedPort, secure);
    const port = this.#ports.get(key) ?? new ListeningPort({ ...this.#options, askedPort, secure });
    port.setIdleTimeout(plan.idleTimeoutMs);
    port.setListeners(plan.listeners);
    for (const address of port.addresses) if (!plan.addresses.includes(address)) port.close(address);
    const refusal = await openPort(port, plan.addresses, this.#portsOfOthers(port));
    if (port.addresses.length === 0) {
      this.#ports.delete(key);
      return { bound: { state: 'failed', reason: refusal ?? 'no address' }, missing: true };
    }
    this.#ports.set(key, port);
    const { addresses } = port;
    return {
      bound: { state: 'listening', port: port.port, addresses },
      missing: addresses.length < plan.addresses.length,
    };
  }

  /** Ports that some other listener asks for or has. */
  #portsOfOthers(own: ListeningPort): Set<number> {
    const others = this.#wanted.map((listener) => listener.port).filter((port) => port !== own.askedPort);
    const bound = [...this.#ports.values()].filter((port) => port !== own).map((port) => port.port);
    return new Set([...others, ...bound]);
  }

  #report({ listenerArn, protocol, dnsName }: ListenerRoute, bound: BoundListener): void {
    if (same(this.#bound.get(listenerArn), bound)) return;
    this.#bound.set(listenerArn, bound);
    const { log, reports } = this.#options;
    if (bound.state === 'failed') log.warn({ listenerArn, reason: bound.reason }, 'listener cannot listen');
    else {
      const { port, addresses } = bound;
      log.info({ listenerArn, url: listenerUrl(protocol, dnsName, port), addresses }, 'listener listens');
    }
    reports.listenerBound(listenerArn, bound);
  }

  #clearRetry(): void {
    if (this.#retry !== undefined) this.#options.clock.clearTimeout(this.#retry);
    this.#retry = undefined;
  }
}

function same(a: BoundListener | undefined, b: BoundListener): boolean {
  if (a === undefined || a.state !== b.state) return false;
  if (a.state === 'failed') return b.state === 'failed' && a.reason === b.reason;
  return b.state === 'listening' && a.port === b.port && a.addresses.join() === b.addresses.join();
}
