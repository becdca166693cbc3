import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { Clock } from '../../src/clock.ts';
import { failureOf } from './answer-query.ts';
import { MessageReader, withLength } from './message-stream.ts';

export type Transport = 'udp' | 'tcp';

export interface QueryForwarderOptions {
  readonly clock: Clock;
  /** Name servers in the order in which they are to be asked. */
  readonly resolvers: () => Promise<readonly string[]>;
  readonly port?: number;
  readonly timeoutMs?: number;
  /** Queries that are under way at once; what comes beyond fails at once. */
  readonly mostUnderWay?: number;
}

/** Asks the machine's own name servers, one after the other until one answers. */
export class QueryForwarder {
  readonly #options: Required<QueryForwarderOptions>;
  #underWay = 0;

  constructor(options: QueryForwarderOptions) {
    this.#options = { port: 53, timeoutMs: 2000, mostUnderWay: 512, ...options };
  }

  /** The answer with the query's own id. Never rejects: what nobody answers is answered SERVFAIL. */
  async forward(query: Buffer, transport: Transport): Promise<Buffer> {
    const { mostUnderWay, resolvers } = this.#options;
    let worst: Buffer | undefined;
    if (this.#underWay >= mostUnderWay) return failureOf(query, 'SERVFAIL');
    this.#underWay += 1;
    try {
      for (const resolver of await resolvers()) {
        const answer = await this.#ask(query, resolver, transport);
        if (answer !== undefined && !isRefusal(answer)) return answer;
        worst ??= answer;
      }
    } finally {
      this.#underWay -= 1;
    }
    return worst ?? failureOf(query, 'SERVFAIL');
  }

  async #ask(query: Buffer, resolver: string, transport: Transport): Promise<Buffer | undefined> {
    const { clock, port, timeoutMs } = this.#options;
    // Neither the id nor the socket's port can be guessed by who wants to answer in the resolver's place.
    const sent = Buffer.from(query);
    sent.writeUInt16BE(randomInt(0x1_0000), 0);
    const ask = transport === 'udp' ? askByDatagram : askByStream;
    const asking = ask(sent, resolver, port);
    const timer = clock.setTimeout(asking.cancel, timeoutMs);
    const answer = await asking.answer;
    clock.clearTimeout(timer);
    if (answer !== undefined) query.copy(answer, 0, 0, 2);
    return answer;
  }
}

interface Asking {
  /** undefined where none came. */
  readonly answer: Promise<Buffer | undefined>;
  readonly cancel: () => void;
}

function askByDatagram(query: Buffer, address: string, port: number): Asking {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  let cancel = () => {};
  const answer = new Promise<Buffer | undefined>((resolve) => {
    cancel = () => resolve(undefined);
    socket.on('error', cancel);
    socket.on('message', (message) => {
      if (answers(message, query)) resolve(Buffer.from(message));
    });
    // Connected, it hears nobody else, and learns at once that nobody listens.
    socket.connect(port, address, () => socket.send(query, () => {}));
  }).finally(() => socket.close());
  return { answer, cancel };
}

function askByStream(query: Buffer, host: string, port: number): Asking {
  const socket = connect({ host, port });
  let cancel = () => {};
  const answer = new Promise<Buffer | undefined>((resolve) => {
    cancel = () => resolve(undefined);
    const reader = new MessageReader((message) => {
      if (answers(message, query)) resolve(message);
    });
    socket.on('error', cancel);
    socket.on('close', cancel);
    socket.on('data', (bytes) => reader.push(bytes));
    socket.write(withLength(query));
  }).finally(() => socket.destroy());
  return { answer, cancel };
}

/** Whether a message is a response to that query: its id, and the question word for word. */
function answers(message: Buffer, query: Buffer): boolean {
  if (message.length < 12 || (message.readUInt16BE(2) & 0x8000) === 0) return false;
  if (message.readUInt16BE(0) !== query.readUInt16BE(0)) return false;
  const end = questionEnd(query);
  // A failure may come without the question.
  if (message.readUInt16BE(4) === 0) return (message.readUInt16BE(2) & 0xf) !== 0;
  return message.subarray(12, end).equals(query.subarray(12, end));
}

/** Where the one question of a query ends; a query is not compressed. */
function questionEnd(query: Buffer): number {
  let at = 12;
  for (let length = query[at] ?? 0; length !== 0; length = query[at] ?? 0) at += length + 1;
  return at + 5;
}

/** SERVFAIL, NOTIMP and REFUSED tell of the server, not of the name. */
function isRefusal(message: Buffer): boolean {
  return [2, 4, 5].includes(message.readUInt16BE(2) & 0xf);
}
