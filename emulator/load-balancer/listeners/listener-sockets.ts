import type { Clock } from '../../../src/clock.ts';
import type { ClientSettings } from '../http1/client-settings.ts';
import type { DataPathLog } from '../log.ts';
import type { BoundListener, DataPathReports, ListenerRoute } from '../snapshot.ts';
import { BoundListeners } from './bound-listeners.ts';
import { type PortPlan, planPorts, portKey } from './listener-plan.ts';
import { ListeningPort } from './listening-port.ts';
import { openPort } from './open-port.ts';
import { PortLoop } from './port-loop.ts';

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
  readonly #bound: BoundListeners;
  readonly #loop: PortLoop;
  #wanted: readonly ListenerRoute[] = [];

  constructor(options: ListenerSocketsOptions) {
    this.#options = options;
    this.#bound = new BoundListeners(options);
    this.#loop = new PortLoop(options.clock, () => this.#reconcile(planPorts(this.#wanted)));
  }

  /** Where each listener listens, by its ARN. */
  get bound(): ReadonlyMap<string, BoundListener> {
    return this.#bound.all;
  }

  /** What stands for the listeners that ask for a port, by {@link portKey}. */
  port(key: string): ListeningPort | undefined {
    return this.#ports.get(key);
  }

  /** Returns at once; what comes of it is reported. */
  apply(listeners: readonly ListenerRoute[]): void {
    this.#wanted = listeners;
    this.#loop.wake();
  }

  /** Resolves once the latest listeners have the ports they could get. */
  async settled(): Promise<void> {
    await this.#loop.settled();
  }

  /** Closes every socket and connection, and resolves when nothing is left. */
  async destroy(): Promise<void> {
    await this.#loop.close();
    const ports = [...this.#ports.values(), ...this.#ending];
    this.#ports.clear();
    await Promise.all(ports.map((port) => port.destroy()));
  }

  async #reconcile(plans: ReadonlyMap<string, PortPlan>): Promise<{ missing: boolean }> {
    this.#releaseAllBut(plans);
    let missing = false;
    for (const plan of plans.values()) {
      if (this.#loop.closed) break;
      const result = await this.#bring(plan);
      missing ||= result.missing;
      for (const listener of plan.listeners) this.#bound.set(listener, listener.dnsName, result.bound);
    }
    return { missing };
  }

  #releaseAllBut(plans: ReadonlyMap<string, PortPlan>): void {
    for (const [key, port] of this.#ports) {
      if (plans.has(key)) continue;
      this.#ports.delete(key);
      this.#ending.add(port);
      port.release();
      void port.ended().then(() => this.#ending.delete(port));
    }
    this.#bound.keep(this.#wanted);
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
}
