import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import { type BindRefusal, bind } from '../listeners/bind.ts';
import type { OpenablePort } from '../listeners/open-port.ts';
import type { FlowProtocol } from '../snapshot.ts';
import { plainAddress } from './address-bytes.ts';
import { bindDatagrams } from './bind-datagrams.ts';
import type { FlowTuple } from './flow-tuple.ts';

/** What comes in on a port. */
export interface FlowPortEvents {
  /** The connection is paused. */
  connected(port: FlowPort, tuple: FlowTuple, client: Socket): void;
  received(port: FlowPort, tuple: FlowTuple, message: Buffer, reply: (message: Buffer) => void): void;
}

interface Bound {
  readonly server?: Server;
  readonly datagrams?: DatagramSocket;
}

/** The port of one listener, on one or more addresses; for both protocols it has the same number. */
export class FlowPort implements OpenablePort {
  readonly listenerArn: string;
  readonly askedPort: number;
  readonly protocol: FlowProtocol;
  readonly #events: FlowPortEvents;
  readonly #bound = new Map<string, Bound>();
  readonly #closings = new Set<Promise<void>>();
  #port: number;

  constructor(listenerArn: string, askedPort: number, protocol: FlowProtocol, events: FlowPortEvents) {
    this.listenerArn = listenerArn;
    this.askedPort = askedPort;
    this.protocol = protocol;
    this.#port = askedPort;
    this.#events = events;
  }

  get port(): number {
    return this.#port;
  }

  get addresses(): string[] {
    return [...this.#bound.keys()];
  }

  async open(address: string, port: number): Promise<BindRefusal | undefined> {
    let number = port;
    let server: Server | undefined;
    if (this.protocol !== 'UDP') {
      server = this.#server();
      const result = await bind(server, address, port);
      if ('refusal' in result) return result.refusal;
      number = result.port;
      // A failing accept (too many open files) concerns one connection, not the listener.
      server.on('error', () => {});
    }
    let datagrams: DatagramSocket | undefined;
    if (this.protocol === 'UDP' || this.protocol === 'TCP_UDP') {
      datagrams = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
      const result = await bindDatagrams(datagrams, address, number);
      if ('refusal' in result) {
        this.#release({ server, datagrams });
        return result.refusal;
      }
      number = result.port;
      this.#receive(datagrams, address, number);
    }
    if (this.#bound.size === 0) this.#port = number;
    this.#bound.set(address, { server, datagrams });
    return undefined;
  }

  close(address: string): void {
    const bound = this.#bound.get(address);
    this.#bound.delete(address);
    if (bound !== undefined) this.#release(bound);
  }

  /** Stops listening at once; flows go on. */
  closeAll(): void {
    for (const address of this.addresses) this.close(address);
  }

  /** Resolves once nothing listens and no flow is left. */
  async ended(): Promise<void> {
    await Promise.all(this.#closings);
  }

  #server(): Server {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    server.on('connection', (client) => {
      const { remoteAddress, remotePort, localAddress, localPort } = client;
      if (remoteAddress === undefined || remotePort === undefined) return void client.destroy();
      const tuple: FlowTuple = {
        protocol: 'tcp',
        sourceAddress: plainAddress(remoteAddress),
        sourcePort: remotePort,
        destinationAddress: plainAddress(localAddress ?? ''),
        destinationPort: localPort ?? this.#port,
      };
      this.#events.connected(this, tuple, client);
    });
    return server;
  }

  #receive(socket: DatagramSocket, address: string, port: number): void {
    socket.on('error', () => {});
    socket.on('message', (message, from) => {
      const tuple: FlowTuple = {
        protocol: 'udp',
        sourceAddress: plainAddress(from.address),
        sourcePort: from.port,
        destinationAddress: address,
        destinationPort: port,
      };
      const reply = (answer: Buffer) => {
        // What a closed listener still gets from a target is lost.
        if (this.#bound.get(address)?.datagrams === socket)
          socket.send(answer, from.port, from.address, () => {});
      };
      this.#events.received(this, tuple, message, reply);
    });
  }

  #release({ server, datagrams }: Bound): void {
    if (server !== undefined) this.#track(new Promise((resolve) => server.close(() => resolve())));
    if (datagrams !== undefined) this.#track(new Promise((resolve) => datagrams.close(() => resolve())));
  }

  #track(closing: Promise<void>): void {
    this.#closings.add(closing);
    void closing.then(() => this.#closings.delete(closing));
  }
}
