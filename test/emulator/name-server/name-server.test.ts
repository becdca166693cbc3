import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import dnsPacket from 'dns-packet';
import { expect, test } from 'vitest';
import { MessageReader, withLength } from '../../../emulator/name-server/message-stream.ts';
import { NameServer } from '../../../emulator/name-server/name-server.ts';

const address = '127.0.0.1';

async function startServer() {
  const server = new NameServer({
    records: { addressesOf: (name, askedAt) => (name === 'web.localhost' ? [askedAt] : undefined) },
    forwarder: { forward: async (query, transport) => Buffer.concat([query, Buffer.from(transport)]) },
    port: 0,
  });
  expect(await server.listenOn(address)).toBeUndefined();
  return {
    server,
    port: server.portAt(address) ?? 0,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function query(name: string): Buffer {
  return dnsPacket.encode({ type: 'query', id: 9, questions: [{ type: 'A', name }] });
}

async function askByDatagram(port: number, message: Buffer): Promise<Buffer> {
  const socket = createSocket('udp4');
  socket.send(message, port, address);
  const [answer]: Buffer[] = await once(socket, 'message');
  socket.close();
  return answer ?? Buffer.alloc(0);
}

async function askByStream(port: number, messages: readonly Buffer[]): Promise<Buffer[]> {
  const answers: Buffer[] = [];
  const socket = connect(port, address);
  socket.write(Buffer.concat(messages.map(withLength)));
  await new Promise<void>((resolve) => {
    const reader = new MessageReader((answer) => {
      if (answers.push(answer) === messages.length) resolve();
    });
    socket.on('data', (bytes) => reader.push(bytes));
    socket.on('close', () => resolve());
  });
  socket.destroy();
  return answers;
}

const addressesIn = (message: Buffer) =>
  dnsPacket.decode(message).answers?.map((each) => (each.type === 'A' ? each.data : each.type));

test('answers names of ours by UDP and by TCP on one port, several on a connection', async () => {
  await using scene = await startServer();
  expect(addressesIn(await askByDatagram(scene.port, query('web.localhost')))).toEqual([address]);
  const answers = await askByStream(scene.port, [query('web.localhost'), query('gone.localhost')]);
  expect(answers.map(addressesIn)).toEqual([[address], []]);
});

test('passes others on, by the way that they came', async () => {
  await using scene = await startServer();
  const foreign = query('example.com');
  expect(await askByDatagram(scene.port, foreign)).toEqual(Buffer.concat([foreign, Buffer.from('udp')]));
  expect(await askByStream(scene.port, [foreign])).toEqual([Buffer.concat([foreign, Buffer.from('tcp')])]);
});

test('ends a connection on which no query comes', async () => {
  await using scene = await startServer();
  expect(await askByStream(scene.port, [Buffer.alloc(4)])).toEqual([]);
});

test('listens once on an address, and says why where it cannot', async () => {
  await using scene = await startServer();
  const { server, port } = scene;
  expect(await Promise.all([server.listenOn(address), server.listenOn(address)])).toEqual([
    undefined,
    undefined,
  ]);
  expect(server.portAt(address)).toBe(port);
  // TEST-NET-1 (RFC 5737): no machine has it.
  expect(await server.listenOn('192.0.2.1')).toBe('EADDRNOTAVAIL');
  expect(server.portAt('192.0.2.1')).toBeUndefined();
  await using second = new NameServer({
    records: { addressesOf: () => undefined },
    forwarder: { forward: async (message) => message },
    port,
  });
  expect(await second.listenOn(address)).toBe('EADDRINUSE');
});
