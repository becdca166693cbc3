import { createServer } from 'node:net';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { readClientHello } from '../../../../emulator/load-balancer/tls/client-hello.ts';

/** What node's own client sends first. */
async function helloOf(servername: string): Promise<Buffer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const first = new Promise<Buffer>((resolve) =>
    server.once('connection', (socket) => {
      socket.on('error', () => {});
      socket.once('data', resolve);
    }),
  );
  const client = connect({ host: '127.0.0.1', port, servername, ALPNProtocols: ['h2', 'http/1.1'] });
  client.on('error', () => {});
  const hello = await first;
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  return hello;
}

let hello: Buffer;

beforeAll(async () => {
  hello = await helloOf('Shop.Test');
});

/** The same message in records of so many bytes. */
function inRecords(whole: Buffer, bytes: number): Buffer {
  const message = whole.subarray(5);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += bytes) {
    const part = message.subarray(at, at + bytes);
    records.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part);
  }
  return Buffer.concat(records);
}

test("read the name in the client's first message, in lower case", async () => {
  expect(readClientHello(hello)).toEqual({ state: 'complete', serverName: 'shop.test' });
  expect(readClientHello(await helloOf(''))).toEqual({ state: 'complete', serverName: undefined });
});

test('read it from however many records it takes', () => {
  for (const bytes of [1, 3, 50, 200])
    expect(readClientHello(inRecords(hello, bytes))).toEqual({ state: 'complete', serverName: 'shop.test' });
});

test('wait for what is missing, wherever the bytes end', () => {
  for (let length = 0; length < hello.length; length += 1)
    expect(readClientHello(hello.subarray(0, length))).toEqual({ state: 'incomplete' });
});

test.each<[string, Buffer]>([
  ['plain HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['another message', Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0])],
  ['an empty record', Buffer.from([22, 3, 1, 0, 0])],
  ['a message of 16 MB', Buffer.from([22, 3, 1, 0, 4, 1, 255, 255, 255])],
  ['a message that ends too soon', Buffer.from([22, 3, 1, 0, 6, 1, 0, 0, 2, 3, 3])],
])('find no name in %s', (_what, bytes) => {
  expect(readClientHello(bytes)).toEqual({ state: 'complete', serverName: undefined });
});

test('any bytes are read or waited for, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      expect(['incomplete', 'complete']).toContain(readClientHello(Buffer.from(bytes)).state);
    }),
  );
  const place = fc.nat({ max: hello.length - 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(place, fc.nat({ max: 255 })), { maxLength: 8 }), (changes) => {
      const changed = Buffer.from(hello);
      for (const [at, byte] of changes) changed[at] = byte;
      expect(['incomplete', 'complete']).toContain(readClientHello(changed).state);
    }),
  );
});
