import type { Clock } from '../../../src/clock.ts';
import { BoundListeners } from '../listeners/bound-listeners.ts';
import { loopback, unite } from '../listeners/listener-plan.ts';
import { openPort } from '../listeners/open-port.ts';
import { nextPort } from '../listeners/port-candidates.ts';
import { PortLoop } from '../listeners/port-loop.ts';
import type { DataPathLog } from '../log.ts';
import type { BoundListener, DataPathReports, FlowListenerRoute, ListenerRoute } from '../snapshot.ts';
import { FlowPort, type FlowPortEvents } from './flow-port.ts';

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
  readonly #bound: BoundListeners;
  readonly #loop: PortLoop;
  #wanted: readonly FlowListenerRoute[] = [];
  #others: readonly ListenerRoute[] = [];

  constructor(options: FlowSocketsOptions) {
    this.#options = options;
    this.#bound = new BoundListeners(options);
    this.#loop = new PortLoop(options.clock, () => this.#reconcile(this.#wanted));
  }

  get bound(): ReadonlyMap<string, BoundListener> {
    return this.#bound.all;
  }

  /** `others` are the listeners of Application Load Balancers, which share ports among themselves. */
  apply(listeners: readonly FlowListenerRoute[], others: readonly ListenerRoute[]): void {
    this.#wanted = listeners;
    this.#others = others;
    this.#loop.wake();
  }

  /** Resolves once the latest listeners have what they could get. */
  async settled(): Promise<void> {
    await this.#loop.settled();
  }

  /** Stops listening; to be called with no flow left, or before flows are ended. */
  async destroy(): Promise<void> {
    await this.#loop.close();
    for (const port of [...this.#ports.values()]) this.#release(port);
    await Promise.all([...this.#ending].map((port) => port.ended()));
  }

  async #reconcile(listeners: readonly FlowListenerRoute[]): Promise<{ missing: boolean }> {
    this.#releaseAllBut(listeners);
    let missing = false;
    for (const listener of listeners) {
      if (this.#loop.closed) break;
      missing = (await this.#bring(listener)) || missing;
    }
    return { missing };
  }

  #releaseAllBut(listeners: readonly FlowListenerRoute[]): void {
    const wanted = new Map(listeners.map((listener) => [listener.listenerArn, listener]));
    for (const port of [...this.#ports.values()]) {
      const listener = wanted.get(port.listenerArn);
      if (listener?.port !== port.askedPort || listener.protocol !== port.protocol) this.#release(port);
    }
    this.#bound.keep(listeners);
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
      this.#bound.set(listener, 'localhost', { state: 'failed', reason: refusal ?? 'no address' });
      return true;
    }
    this.#ports.set(listenerArn, port);
    this.#bound.set(listener, 'localhost', {
      state: 'listening',
      port: port.port,
      addresses: port.addresses,
    });
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
}
