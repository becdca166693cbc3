import { randomBytes } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { startEchoTarget } from '../../../support/data-path/echo-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { startRawTarget } from '../../../support/data-path/raw-target.ts';
import { routeTo } from '../../../support/data-path/route-to.ts';
import { until } from '../../../support/until.ts';

/** Without health checks every connection to a target is a flow. */
const tcp = { flowListeners: [{}], healthCheck: { enabled: false } };

/** Resolves with what ended a connection: a code, or `end` where it was ended in good order. */
async function endOf(port: number, text = 'x'): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.resume();
  socket.write(text);
  return new Promise((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.on('close', () => resolve('end'));
  });
}

test('passes bytes through in both directions, whoever speaks first', async () => {
  await using target = await startRawTarget((socket, sofar) => {
    if (sofar === 'EHLO') socket.end('250');
  });
  await using path = startDataPath({ ...tcp, groups: { tg: [target.route] } });
  await using client = await rawClient(await path.port());
  const accepted = await until('the target is reached', () => target.accepted.at(-1));
  accepted.write('220');
  await client.reads('220');
  client.send('EHLO');
  expect(await client.closed()).toBe('220250');
});

test("passes the client's end on and still the answer back", async () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('error', () => {});
    socket.on('end', () => socket.end(`heard ${heard}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await using path = startDataPath({ ...tcp, groups: { tg: [routeTo(port)] } });
  const socket = connect({ host: '127.0.0.1', port: await path.port(), allowHalfOpen: true });
  socket.end('all');
  const answer = await new Promise<string>((resolve) => socket.on('data', (data) => resolve(String(data))));
  expect(answer).toBe('heard all');
  await new Promise((resolve) => server.close(resolve));
});

test("passes the target's end on and still what the client has to say", async () => {
  const server = createServer({ allowHalfOpen: true });
  const heard = new Promise<string>((resolve) => {
    server.on('connection', (socket) => {
      let text = '';
      socket.on('error', () => resolve('reset'));
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('end', () => resolve(text));
      socket.end('bye');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await using path = startDataPath({ ...tcp, groups: { tg: [routeTo(port)] } });
  const socket = connect({ host: '127.0.0.1', port: await path.port(), allowHalfOpen: true });
  socket.resume();
  await new Promise<void>((resolve) => socket.on('end', resolve));
  socket.end('late');
  expect(await heard).toBe('late');
  await new Promise((resolve) => server.close(resolve));
});

test('slows a client down whose target does not read, and loses nothing', async () => {
  const bytes = randomBytes(24 * 1024 * 1024);
  let read = 0;
  const server = createServer({ pauseOnConnect: true });
  const accepted = new Promise<Socket>((resolve) => {
    server.on('connection', (socket) => {
      socket.on('error', () => {});
      resolve(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await using path = startDataPath({ ...tcp, groups: { tg: [routeTo(port)] } });
  await using client = await rawClient(await path.port());
  client.socket.write(bytes);
  const socket = await accepted;
  await until('the client is made to wait', () => client.socket.writableLength > 0);
  const whole: Buffer[] = [];
  socket.on('data', (chunk) => {
    whole.push(chunk);
    read += chunk.length;
  });
  socket.resume();
  await until('everything is there', () => read === bytes.length);
  expect(Buffer.concat(whole).equals(bytes)).toBe(true);
  socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('resets the client where the target resets or refuses, and the target where the client does', async () => {
  await using target = await startRawTarget((socket, sofar) => {
    if (sofar === 'bye') socket.resetAndDestroy();
  });
  const gone = await startRawTarget();
  await gone[Symbol.asyncDispose]();
  await using path = startDataPath({ ...tcp, groups: { tg: [target.route] } });
  const port = await path.port();
  expect(await endOf(port, 'bye')).toBe('ECONNRESET');
  await using client = await rawClient(port, 'hello');
  const accepted = await until(
    'the target is reached',
    () => target.received().includes('hello') && target.accepted.at(-1),
  );
  const error = new Promise<string>((resolve) =>
    accepted.on('error', (each: NodeJS.ErrnoException) => resolve(each.code ?? '')),
  );
  client.socket.resetAndDestroy();
  expect(await error).toBe('ECONNRESET');
  path.apply({ ...tcp, groups: { tg: [gone.route] } });
  expect(await endOf(port)).toBe('ECONNRESET');
});

test('resets a client where no target is registered, or no group has any weight', async () => {
  await using target = await startEchoTarget('a');
  await using path = startDataPath({ ...tcp, groups: { tg: [] } });
  const port = await path.port();
  expect(await endOf(port)).toBe('ECONNRESET');
  path.apply({
    flowListeners: [{ targetGroups: [{ targetGroupArn: 'tg', weight: 0 }] }],
    groups: { tg: [target.route] },
  });
  expect(await endOf(port)).toBe('ECONNRESET');
});

test('drops a flow that rests for too long, and resets whoever sends after that', async () => {
  await using target = await startEchoTarget('a');
  await using path = startDataPath({
    flowListeners: [{ idleTimeoutMs: 30 }],
    groups: { tg: [target.route] },
  });
  await using client = await rawClient(await path.port(), 'x');
  await client.reads('a:x;');
  path.apply({
    flowListeners: [{ idleTimeoutMs: 30 }],
    groups: { tg: [{ ...target.route, state: 'draining' }] },
  });
  await until('nothing is in flight', () => path.drained.length === 1);
  const error = new Promise<string>((resolve) =>
    client.socket.on('error', (each: NodeJS.ErrnoException) => resolve(each.code ?? '')),
  );
  expect(client.socket.destroyed).toBe(false);
  client.send('y');
  expect(await error).toBe('ECONNRESET');
  expect(client.received()).toBe('a:x;');
});

test("writes the proxy protocol's header with the client's first bytes, and not before", async () => {
  await using target = await startRawTarget();
  await using path = startDataPath({
    ...tcp,
    groups: { tg: [target.route] },
    flows: { proxyProtocol: true },
  });
  const port = await path.port();
  await using client = await rawClient(port);
  await until('the target is reached', () => target.accepted.length === 1);
  expect(target.received()).toBe('');
  client.send('hello');
  const received = await until(
    'the bytes are there',
    () => target.received().endsWith('hello') && target.received(),
  );
  const bytes = Buffer.from(received, 'latin1');
  expect({
    head: bytes.subarray(0, 16).toString('hex'),
    source: [...bytes.subarray(16, 20)].join('.'),
    destination: [...bytes.subarray(20, 24)].join('.'),
    ports: [bytes.readUInt16BE(24), bytes.readUInt16BE(26)],
    payload: bytes.subarray(100).toString(),
  }).toEqual({
    head: '0d0a0d0a000d0a515549540a21110054',
    source: '127.0.0.1',
    destination: '127.0.0.1',
    ports: [client.socket.localPort, port],
    payload: 'hello',
  });
});

test('tells a target that expects the header so in its health checks too', async () => {
  await using target = await startRawTarget();
  await using path = startDataPath({
    ...tcp,
    groups: { tg: [target.route] },
    healthCheck: { network: { proxyProtocol: true } },
  });
  await path.port();
  const received = await until(
    'the check is there',
    () => target.received().length === 100 && target.received(),
  );
  expect(Buffer.from(received, 'latin1').subarray(0, 16).toString('hex')).toBe(
    '0d0a0d0a000d0a515549540a20110054',
  );
});
