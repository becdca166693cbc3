import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { bindDatagrams } from '../load-balancer/flows/bind-datagrams.ts';
import { type BindRefusal, bind } from '../load-balancer/listeners/bind.ts';
import { answerQuery } from './answer-query.ts';
import { MessageReader, withLength } from './message-stream.ts';
import type { NameRecords } from './name-records.ts';
import type { QueryForwarder, Transport } from './query-forwarder.ts';

export interface NameServerOptions {
  readonly records: NameRecords;
  readonly forwarder: Pick<QueryForwarder, 'forward'>;
  readonly port?: number;
}

interface Bound {
  readonly port: number;
  readonly datagrams: DatagramSocket;
  readonly server: Server;
}

const mostConnections = 128;
const idleConnectionMs = 10_000;

/** Answers DNS queries on the addresses at which tasks reach this machine: names of ours itself, others by asking. */
export class NameServer implements AsyncDisposable {
  readonly #options: Required<NameServerOptions>;
  readonly #bound = new Map<string, Bound>();
  readonly #opening = new Map<string, Promise<BindRefusal | undefined>>();
  readonly #connections = new Set<Socket>();
  #closed = false;

  constructor(options: NameServerOptions) {
    this.#options = { port: 53, ...options };
  }

  /** The port on that address; undefined where it does not listen. */
  portAt(address: string): number | undefined {
    return this.#bound.get(address)?.port;
  }

  /** Listens on one more address, by UDP and by TCP. Resolves with node's code where that cannot be. */
  async listenOn(address: string): Promise<BindRefusal | undefined> {
    if (this.#bound.has(address)) return undefined;
    const underWay = this.#opening.get(address);
    if (underWay !== undefined) return underWay;
    const opening = this.#open(address).finally(() => this.#opening.delete(address));
    this.#opening.set(address, opening);
    return opening;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#opening.values());
    const bound = [...this.#bound.values()];
    this.#bound.clear();
    for (const connection of this.#connections) connection.destroy();
    await Promise.all(
      bound.flatMap(({ datagrams, server }) => [
        new Promise<void>((resolve) => datagrams.close(() => resolve())),
        new Promise<void>((resolve) => server.close(() => resolve())),
      ]),
    );
  }

  async #open(address: string): Promise<BindRefusal | undefined> {
    if (this.#closed) return 'ECANCELED';
    const server = createServer((connection) => this.#converse(connection, address));
    server.maxConnections = mostConnections;
    const byStream = await bind(server, address, this.#options.port);
    if ('refusal' in byStream) return byStream.refusal;
    const datagrams = createSocket('udp4');
    const byDatagram = await bindDatagrams(datagrams, address, byStream.port);
    if ('refusal' in byDatagram) {
      server.close();
      datagrams.close();
      return byDatagram.refusal;
    }
    // Neither a failing accept nor an answer that cannot be sent is the server's end.
    server.on('error', () => {});
    datagrams.on('error', () => {});
    datagrams.on('message', (message, from) => {
      void this.#answer(message, address, 'udp').then((answer) => {
        const isOpen = this.#bound.get(address)?.datagrams === datagrams;
        if (answer !== undefined && isOpen) datagrams.send(answer, from.port, from.address, () => {});
      });
    });
    this.#bound.set(address, { port: byStream.port, datagrams, server });
    return undefined;
  }

  #converse(connection: Socket, address: string): void {
    this.#connections.add(connection);
    const reader = new MessageReader((message) => {
      void this.#answer(message, address, 'tcp').then((answer) => {
        if (answer === undefined) connection.destroy();
        else if (connection.writable) connection.write(withLength(answer));
      });
    });
    connection.setTimeout(idleConnectionMs, () => connection.destroy());
    connection.on('error', () => connection.destroy());
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('data', (bytes) => reader.push(bytes));
  }

  async #answer(message: Buffer, address: string, transport: Transport): Promise<Buffer | undefined> {
    const { records, forwarder } = this.#options;
    const verdict = answerQuery(message, (name) => records.addressesOf(name, address));
    if (verdict.kind === 'ignore') return undefined;
    return verdict.kind === 'answer' ? verdict.message : forwarder.forward(message, transport);
  }
}
