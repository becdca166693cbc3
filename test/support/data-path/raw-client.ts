import { connect, type Socket } from 'node:net';
import { until } from '../until.ts';

/** A bare connection to a loopback port: what it sends is up to the test, byte for byte. */
export interface RawClient extends AsyncDisposable {
  readonly socket: Socket;
  readonly received: () => string;
  send(text: string): void;
  /** Resolves with everything that came, once it contains `text`. */
  reads(text: string): Promise<string>;
  /** Resolves with everything that came, once the other side has closed. */
  closed(): Promise<string>;
}

/** Connects and sends `text`, where there is one. */
export async function rawClient(port: number, text = ''): Promise<RawClient> {
  let received = '';
  let isClosed = false;
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  socket.on('close', () => {
    isClosed = true;
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const send = (more: string) => void socket.write(more, 'latin1');
  if (text !== '') send(text);
  return {
    socket,
    send,
    received: () => received,
    reads: (wanted) => until(`'${wanted}' in '${received}'`, () => received.includes(wanted) && received),
    closed: async () => {
      await until('the other side closes', () => isClosed);
      return received;
    },
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
    },
  };
}
