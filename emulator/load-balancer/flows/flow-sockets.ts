import type { Clock, Timer } from '../../../src/clock.ts';
import { listenerUrl } from '../../../src/plan/listener-url.ts';
import { loopback, unite } from '../listeners/listener-plan.ts';
import { openPort } from '../listeners/open-port.ts';
import { nextPort } from '../listeners/port-candidates.ts';
import type { DataPathLog } from '../log.ts';
import type { BoundListener, DataPathReports, FlowListenerRoute, ListenerRoute } from '../snapshot.ts';
import { FlowPort, type FlowPortEvents } from './flow-port.ts';

/** An address may come up later: the network of a VPC is made after its load balancer. */
const retryMs = 1000;

export interface FlowSocketsOptions {
  readonly clock: Clock;
  readonly log: DataPathLog;
  readonly reports: Pick<DataPathReports, 'listenerBound'>;
  readonly events: FlowPortEvents;
  /** A listener no longer has that port: its flows are to end. */
  readonly onReleased: (port: FlowPort) => void;
}

/** Keeps the ports of Network Load Balancers' listeners: one reconciliation at a time, towards the latest listeners. */
export class FlowSockets {
  readonly #options: FlowSocketsOptions;
  readonly #ports = new Map<string, FlowPort>();
  readonly #ending = new Set<FlowPort>();
  readonly #bound = new Map<string, BoundListener>();
  #wanted: readonly FlowListenerRoute[] = [];
  #others: readonly ListenerRoute[] = [];
  #running: Promise<void> | undefined;
  #again = false;
  #retry: Timer | undefined;
  #closed = false;

  constructor(options: FlowSocketsOptions) {
    this.#options = options;
  }

  get bound(): ReadonlyMap<string, BoundListener> {
    return this.#bound;
  }

  /** `others` are the listeners of Application Load Balancers, which share ports among themselves. */
  apply(listeners: readonly FlowListenerRoute[], others: readonly ListenerRoute[]): void {
    this.#wanted = listeners;
    this.#others = others;
    this.#wake();
  }

  /** Resolves once the latest listeners have what they could get. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Stops listening; to be called with no flow left, or before flows are ended. */
  async destroy(): Promise<void> {
    this.#closed = true;
    this.#clearRetry();
    await this.#running;
    for (const port of [...this.#ports.values()]) this.#release(port);
    await Promise.all([...this.#ending].map((port) => port.ended()));
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
      await this.#reconcile(this.#wanted);
    }
  }

  async #reconcile(listeners: readonly FlowListenerRoute[]): Promise<void> {
    this.#clearRetry();
    this.#releaseAllBut(listeners);
    let missing = false;
    for (const listener of listeners) {
      if (this.#closed) return;
      missing = (await this.#bring(listener)) || missing;
    }
    if (missing && !this.#closed) this.#retry = this.#options.clock.setTimeout(() => this.#wake(), retryMs);
  }

  #releaseAllBut(listeners: readonly FlowListenerRoute[]): void {
    const wanted = new Map(listeners.map((listener) => [listener.listenerArn, listener]));
    for (const port of [...this.#ports.values()]) {
      const listener = wanted.get(port.listenerArn);
      if (listener?.port !== port.askedPort || listener.protocol !== port.protocol) this.#release(port);
    }
    for (const arn of [...this.#bound.keys()]) if (!wanted.has(arn)) this.#bound.delete(arn);
  }

  #release(port: FlowPort): void {
    this.#ports.delete(port.listenerArn);
    this.#ending.add(port);
    port.closeAll();
    this.#options.onReleased(port);
    void port.ended().then(() => this.#ending.delete(port));
  }

  /** Whether an address is still missing. */
  async #bring(listener: FlowListenerRoute): Promise<boolean> {
    const { listenerArn, port: askedPort, protocol } = listener;
    const addresses = unite([loopback, ...listener.addresses]);
    const port =
      this.#ports.get(listenerArn) ?? new FlowPort(listenerArn, askedPort, protocol, this.#options.events);
    for (const address of port.addresses) if (!addresses.includes(address)) port.close(address);
    const avoid = this.#portsOfOthers(listener);
    const first = this.#yields(listener) ? nextPort(askedPort, 'EADDRINUSE', avoid) : askedPort;
    const refusal = await openPort(port, addresses, avoid, first);
    if (port.addresses.length === 0) {
      this.#ports.delete(listenerArn);
      this.#report(listener, { state: 'failed', reason: refusal ?? 'no address' });
      return true;
    }
    this.#ports.set(listenerArn, port);
    this.#report(listener, { state: 'listening', port: port.port, addresses: port.addresses });
    return port.addresses.length < addresses.length;
  }

  /** Whether an older Application Load Balancer asks for the port, which it has again after every restart. */
  #yields({ protocol, port, loadBalancerCreatedAtMs }: FlowListenerRoute): boolean {
    if (protocol === 'UDP' || port === 0) return false;
    return this.#others.some(
      (other) => other.port === port && other.loadBalancerCreatedAtMs < loadBalancerCreatedAtMs,
    );
  }

  /** Ports that some other listener asks for. */
  #portsOfOthers({ listenerArn, port }: FlowListenerRoute): Set<number> {
    const flows = this.#wanted.filter((each) => each.listenerArn !== listenerArn);
    const asked = [...flows, ...this.#others].map((each) => each.port);
    return new Set(asked.filter((each) => each !== port));
  }

  #report({ listenerArn, protocol }: FlowListenerRoute, bound: BoundListener): void {
    if (JSON.stringify(this.#bound.get(listenerArn)) === JSON.stringify(bound)) return;
    this.#bound.set(listenerArn, bound);
    const { log, reports } = this.#options;
    if (bound.state === 'failed') log.warn({ listenerArn, reason: bound.reason }, 'listener cannot listen');
    else {
      const { port, addresses } = bound;
      log.info({ listenerArn, url: listenerUrl(protocol, 'localhost', port), addresses }, 'listener listens');
    }
    reports.listenerBound(listenerArn, bound);
  }

  #clearRetry(): void {
    if (this.#retry !== undefined) this.#options.clock.clearTimeout(this.#retry);
    this.#retry = undefined;
  }
}
