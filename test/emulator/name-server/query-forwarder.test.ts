import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import dnsPacket from 'dns-packet';
import { expect, test } from 'vitest';
import { MessageReader, withLength } from '../../../emulator/name-server/message-stream.ts';
import { QueryForwarder } from '../../../emulator/name-server/query-forwarder.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';

const query = dnsPacket.encode({
  ...{ type: 'query', id: 4711, flags: dnsPacket.RECURSION_DESIRED },
  questions: [{ type: 'A', name: 'Example.com' }],
});

/** A resolver's answer to a query. */
function answerTo(asked: Buffer, data = '192.0.2.7', flags = 0): Buffer {
  const { id, questions = [] } = dnsPacket.decode(asked);
  const name = questions[0]?.name ?? '';
  return dnsPacket.encode({ type: 'response', id, flags, questions, answers: [{ type: 'A', name, data }] });
}

const addressesIn = (message: Buffer) => {
  const { id, answers = [] } = dnsPacket.decode(message);
  return [id, ...answers.map((each) => (each.type === 'A' ? each.data : each.type))];
};

/** Resolvers on loopback addresses that share a port; each says what it sends for a query, and sees what it got. */
async function startResolvers(...replies: readonly ((asked: Buffer) => readonly Buffer[])[]) {
  const seen: Buffer[][] = replies.map(() => []);
  const sockets = replies.map(() => createSocket('udp4'));
  let port = 0;
  for (const [index, socket] of sockets.entries()) {
    socket.bind(port, `127.0.0.${index + 2}`);
    await once(socket, 'listening');
    port = socket.address().port;
    socket.on('message', (message, from) => {
      seen[index]?.push(message);
      for (const reply of replies[index]?.(message) ?? []) socket.send(reply, from.port, from.address);
    });
  }
  const clock = new FakeClock();
  const addresses = replies.map((_, index) => `127.0.0.${index + 2}`);
  const forwarder = new QueryForwarder({ clock, port, resolvers: async () => addresses, mostUnderWay: 2 });
  const dispose = async () => void sockets.map((socket) => socket.close());
  return { forwarder, clock, seen, [Symbol.asyncDispose]: dispose };
}

test("asks under an id of its own, and answers under the client's", async () => {
  await using scene = await startResolvers((asked) => [answerTo(asked)]);
  const ids = new Set<number>();
  for (let i = 0; i < 4; i += 1) {
    expect(addressesIn(await scene.forwarder.forward(query, 'udp'))).toEqual([4711, '192.0.2.7']);
    ids.add(scene.seen[0]?.[i]?.readUInt16BE(0) ?? 0);
  }
  expect(ids.size).toBeGreaterThan(1);
  expect(scene.seen[0]?.[0]?.subarray(2)).toEqual(query.subarray(2));
  expect(scene.clock.pending).toBe(0);
});

test('hears no answer with another id or to another question', async () => {
  await using scene = await startResolvers((asked) => {
    const wrongId = answerTo(asked, '192.0.2.1');
    wrongId.writeUInt16BE(asked.readUInt16BE(0) ^ 1, 0);
    const wrongName = Buffer.from(asked);
    wrongName.write('Exampl3', 13, 'latin1');
    return [wrongId, answerTo(wrongName, '192.0.2.2'), asked, Buffer.alloc(3), answerTo(asked)];
  });
  expect(addressesIn(await scene.forwarder.forward(query, 'udp'))).toEqual([4711, '192.0.2.7']);
});

test('asks the next one when one is silent or fails, and fails when all do', async () => {
  await using scene = await startResolvers(
    () => [],
    (asked) => [answerTo(asked, '192.0.2.1', 2)],
    (asked) => [answerTo(asked, '192.0.2.3')],
  );
  const answering = scene.forwarder.forward(query, 'udp');
  await until('the first is asked', () => scene.seen[0]?.length === 1);
  await scene.clock.advance(1999);
  expect(scene.seen[1]).toEqual([]);
  await scene.clock.advance(1);
  expect(addressesIn(await answering)).toEqual([4711, '192.0.2.3']);

  await using failing = await startResolvers((asked) => [answerTo(asked, '192.0.2.1', 5)]);
  expect((await failing.forwarder.forward(query, 'udp')).readUInt16BE(2) & 0xf).toBe(5);
  const nobody = new QueryForwarder({ clock: scene.clock, resolvers: async () => [] });
  expect((await nobody.forward(query, 'udp')).toString('hex')).toBe('126781820000000000000000');
});

test('learns at once that nobody listens', async () => {
  const probe = createSocket('udp4').bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  const resolvers = async () => ['127.0.0.1'];
  const forwarder = new QueryForwarder({ clock: new FakeClock(), port, resolvers });
  expect((await forwarder.forward(query, 'udp')).readUInt16BE(2) & 0xf).toBe(2);
});

test('has only so many queries under way', async () => {
  await using scene = await startResolvers(() => []);
  const waiting = [scene.forwarder.forward(query, 'udp'), scene.forwarder.forward(query, 'udp')];
  await until('both are asked', () => scene.seen[0]?.length === 2);
  expect((await scene.forwarder.forward(query, 'udp')).readUInt16BE(2) & 0xf).toBe(2);
  await scene.clock.advance(2000);
  expect((await Promise.all(waiting)).map((answer) => answer.readUInt16BE(2) & 0xf)).toEqual([2, 2]);
});

test('asks by TCP what came by TCP', async () => {
  const server = createServer((socket) => {
    const reader = new MessageReader((asked) => socket.write(withLength(answerTo(asked))));
    socket.on('data', (bytes) => reader.push(bytes));
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const forwarder = new QueryForwarder({
    clock: new FakeClock(),
    port,
    resolvers: async () => ['127.0.0.1'],
  });
  expect(addressesIn(await forwarder.forward(query, 'tcp'))).toEqual([4711, '192.0.2.7']);
  server.close();
  await once(server, 'close');
  expect((await forwarder.forward(query, 'tcp')).readUInt16BE(2) & 0xf).toBe(2);
});
