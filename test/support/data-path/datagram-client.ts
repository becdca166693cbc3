import { createSocket } from 'node:dgram';
import { until } from '../until.ts';

/** A port of this machine that sends datagrams to a loopback port. */
export interface DatagramClient extends AsyncDisposable {
  readonly received: string[];
  /** Resolves once the datagram is with the receiver's socket. */
  send(text: string): Promise<void>;
  /** Resolves with the answer to one datagram. */
  ask(text: string): Promise<string>;
}

export async function datagramClient(port: number): Promise<DatagramClient> {
  const received: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message) => received.push(message.toString()));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const send = (text: string) =>
    new Promise<void>((resolve) => socket.send(text, port, '127.0.0.1', () => resolve()));
  return {
    received,
    send,
    ask: async (text) => {
      const before = received.length;
      await send(text);
      return until(`an answer to '${text}'`, () => received[before]);
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}
