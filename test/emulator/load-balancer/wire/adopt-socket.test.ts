import { connect, createServer, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { adoptSocket } from '../../../../emulator/load-balancer/wire/adopt-socket.ts';
import { until } from '../../../support/until.ts';

test('an accepted connection reads into the buffer that it is given, and its server counts it no more', async () => {
  const buffer = Buffer.alloc(10);
  const server = createServer({ pauseOnConnect: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = connect({ host: '127.0.0.1', port: address.port });
  let count = 0;
  const callback = (bytes: number) => {
    count += bytes;
    return true;
  };
  const adopted = adoptSocket(await accepted, { buffer, callback });
  client.write('hello');
  await until('it is read', () => count === 5);
  expect(buffer.toString('latin1', 0, 5)).toBe('hello');
  await new Promise((resolve) => server.close(resolve));
  adopted?.destroy();
  client.destroy();
});

test('a socket without a handle stays as it is', () => {
  const socket = new Socket();
  expect(adoptSocket(socket, { buffer: Buffer.alloc(1), callback: () => true })).toBeUndefined();
  expect(socket.destroyed).toBe(false);
});
