import type { Socket } from 'node:net';
import type { Clock } from '../../../src/clock.ts';
import type { DataPathLog } from '../log.ts';
import type { BoundListener, DataPathReports, RoutingSnapshot } from '../snapshot.ts';
import type { LiveGroups } from '../targets/target-pool.ts';
import type { FlowEnd } from './flow-end.ts';
import { FlowHandshakes } from './flow-handshakes.ts';
import type { FlowPort } from './flow-port.ts';
import { FlowRouter } from './flow-router.ts';
import { FlowSockets } from './flow-sockets.ts';
import type { FlowTuple } from './flow-tuple.ts';
import { proxyHeader } from './proxy-header.ts';
import { TcpFlow } from './tcp-flow.ts';
import { UdpFlow } from './udp-flow.ts';

export interface FlowBalancerOptions {
  readonly clock: Clock;
  readonly log: DataPathLog;
  readonly reports: Pick<DataPathReports, 'listenerBound'>;
  readonly liveGroups: () => LiveGroups;
}

/** The data path of Network Load Balancers: their listeners' ports, and every flow through them. */
export class FlowBalancer {
  readonly #clock: Clock;
  readonly #router: FlowRouter;
  readonly #sockets: FlowSockets;
  readonly #handshakes: FlowHandshakes;
  readonly #tcp = new Map<TcpFlow, FlowPort>();
  readonly #udp = new Map<FlowPort, Map<string, UdpFlow>>();

  constructor({ clock, log, reports, liveGroups }: FlowBalancerOptions) {
    this.#clock = clock;
    this.#router = new FlowRouter(liveGroups);
    this.#handshakes = new FlowHandshakes(log);
    this.#sockets = new FlowSockets({
      clock,
      log,
      reports,
      events: {
        connected: (port, tuple, client) => this.#connected(port, tuple, client),
        received: (port, tuple, message, reply) => this.#received(port, tuple, message, reply),
      },
      onReleased: (port) => this.#endFlowsOf(port),
    });
  }

  /** Routes new flows by a snapshot; to be called before its targets are taken over. */
  apply(snapshot: RoutingSnapshot): void {
    this.#router.apply(snapshot);
    this.#sockets.apply(snapshot.flowListeners ?? [], snapshot.listeners);
  }

  /** Where each listener listens, by its ARN. */
  get bound(): ReadonlyMap<string, BoundListener> {
    return this.#sockets.bound;
  }

  /** Resolves once the latest listeners have the ports they could get. */
  settled(): Promise<void> {
    return this.#sockets.settled();
  }

  /** A target has just become unhealthy. */
  targetUnhealthy(targetGroupArn: string, targetKey: string): void {
    if (!this.#router.settings(targetGroupArn).terminatesUnhealthy) return;
    const isItsOwn = ({ target }: TcpFlow | UdpFlow) =>
      target.targetGroupArn === targetGroupArn && target.key === targetKey;
    for (const flow of this.#tcp.keys()) if (isItsOwn(flow)) flow.reset();
    for (const flows of this.#udp.values())
      for (const flow of [...flows.values()]) if (isItsOwn(flow)) flow.close();
  }

  /** Ends every flow and resolves when nothing is left. */
  async destroy(): Promise<void> {
    await this.#sockets.destroy();
  }

  #connected(port: FlowPort, tuple: FlowTuple, connection: Socket): void {
    const tls = this.#router.tls(port.listenerArn);
    // A client that nobody is there for need not go through a handshake first.
    if (tls === undefined || this.#router.route(port.listenerArn, tuple) === undefined)
      this.#join(port, tuple, { stream: connection, connection });
    else this.#handshakes.accept(port, tls, connection, (client) => this.#join(port, tuple, client));
  }

  #join(port: FlowPort, tuple: FlowTuple, client: FlowEnd): void {
    const route = this.#router.route(port.listenerArn, tuple);
    if (route === undefined) {
      client.connection.on('error', () => {});
      client.stream.on('error', () => {});
      client.connection.resetAndDestroy();
      return;
    }
    const { target, idleTimeoutMs, proxyProtocol } = route;
    const { sourceAddress, sourcePort, destinationAddress, destinationPort } = tuple;
    const preamble = proxyProtocol
      ? proxyHeader(
          { address: sourceAddress, port: sourcePort },
          { address: destinationAddress, port: destinationPort },
        )
      : undefined;
    const flow = new TcpFlow({
      client,
      target,
      clock: this.#clock,
      idleTimeoutMs,
      preamble,
      terminatesDeregistered: () => this.#terminatesDeregistered(target.targetGroupArn),
      onClosed: (closed) => this.#tcp.delete(closed),
    });
    this.#tcp.set(flow, port);
  }

  #received(port: FlowPort, tuple: FlowTuple, message: Buffer, reply: (message: Buffer) => void): void {
    const key = `${tuple.sourceAddress} ${tuple.sourcePort} ${tuple.destinationAddress}`;
    const flows = this.#udp.get(port) ?? new Map<string, UdpFlow>();
    this.#udp.set(port, flows);
    const flow = flows.get(key) ?? this.#udpFlow(port, tuple, reply, () => flows.delete(key));
    if (flow === undefined) return;
    flows.set(key, flow);
    flow.send(message);
  }

  #udpFlow(
    port: FlowPort,
    tuple: FlowTuple,
    reply: (message: Buffer) => void,
    onClosed: () => void,
  ): UdpFlow | undefined {
    const route = this.#router.route(port.listenerArn, tuple);
    if (route === undefined) return undefined;
    const { target } = route;
    const terminatesDeregistered = () => this.#terminatesDeregistered(target.targetGroupArn);
    return new UdpFlow({ target, clock: this.#clock, reply, terminatesDeregistered, onClosed });
  }

  #terminatesDeregistered(targetGroupArn: string): boolean {
    return this.#router.settings(targetGroupArn).terminatesDeregistered;
  }

  #endFlowsOf(port: FlowPort): void {
    this.#handshakes.endOn(port);
    for (const [flow, its] of [...this.#tcp]) if (its === port) flow.reset();
    for (const flow of [...(this.#udp.get(port)?.values() ?? [])]) flow.close();
    this.#udp.delete(port);
  }
}
