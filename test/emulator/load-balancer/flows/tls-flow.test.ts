import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import type {
  FlowListenerRoute,
  ListenerTls,
  TlsCertificate,
} from '../../../../emulator/load-balancer/snapshot.ts';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { startEchoTarget } from '../../../support/data-path/echo-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { startRawTarget } from '../../../support/data-path/raw-target.ts';
import { listenerTls } from '../../../support/tls/listener-tls.ts';
import { startTestAuthority } from '../../../support/tls/test-authority.ts';
import { tlsClient } from '../../../support/tls/tls-client.ts';
import { startTlsTarget } from '../../../support/tls/tls-target.ts';
import { until } from '../../../support/until.ts';

let ca: string;
let shop: TlsCertificate;
let bank: TlsCertificate;

beforeAll(async () => {
  const authority = await startTestAuthority();
  ca = authority.rootPem;
  shop = await authority.issue('shop.test');
  bank = await authority.issue('*.bank.test');
});

/** Without health checks every connection to a target is a flow. */
const unchecked = { healthCheck: { enabled: false } };

function tlsListener(changes: Partial<ListenerTls> = {}): Partial<FlowListenerRoute> {
  const { tls } = listenerTls([shop, bank], { alpn: [], ...changes });
  return { protocol: 'TLS', ...(tls === undefined ? {} : { tls }) };
}

test('takes TLS off, and carries what is inside to a target of TCP and back', async () => {
  await using target = await startEchoTarget('a');
  await using path = startDataPath({
    ...unchecked,
    flowListeners: [tlsListener()],
    groups: { tg: [target.route] },
  });
  await using client = await tlsClient(await path.port(), { ca, servername: 'shop.test' });
  client.socket.write('hello');
  expect(await client.reads('a:hello;')).toBe('a:hello;');
});

test('speaks TLS anew to a target of TLS, whatever its certificate', async () => {
  await using target = await startTlsTarget();
  await using path = startDataPath({
    ...unchecked,
    flowListeners: [tlsListener()],
    groups: { tg: [target.route] },
  });
  await using client = await tlsClient(await path.port(), { ca, servername: 'shop.test' });
  client.socket.write('hello');
  expect(await client.reads('echo hello')).toBe('echo hello');
  expect(target.received()).toBe('hello');
});

test.each([
  ['shop.test', 'shop.test'],
  ['a.bank.test', '*.bank.test'],
  ['other.test', 'shop.test'],
  ['', 'shop.test'],
])("a client that asks for '%s' gets the certificate of %s", async (servername, certificate) => {
  await using target = await startEchoTarget('a');
  await using path = startDataPath({
    ...unchecked,
    flowListeners: [tlsListener()],
    groups: { tg: [target.route] },
  });
  await using client = await tlsClient(await path.port(), { ca, servername });
  expect(client.certificate).toBe(certificate);
});

test("keeps to its policy's versions", async () => {
  await using target = await startEchoTarget('a');
  await using path = startDataPath({
    ...unchecked,
    flowListeners: [tlsListener({ minVersion: 'TLSv1.3' })],
    groups: { tg: [target.route] },
  });
  const port = await path.port();
  await expect(tlsClient(port, { ca, maxVersion: 'TLSv1.2' })).rejects.toThrow('alert protocol version');
  await using client = await tlsClient(port, { ca });
  expect(client.socket.getProtocol()).toBe('TLSv1.3');
});

test.each([
  { alpn: ['h2', 'http/1.1'], asked: ['http/1.1', 'h2'], agreed: 'h2' },
  { alpn: ['http/1.1', 'http/1.0', 'h2'], asked: ['h2', 'http/1.1'], agreed: 'http/1.1' },
  { alpn: ['h2'], asked: ['h2'], agreed: 'h2' },
  { alpn: [], asked: ['h2'], agreed: false },
])(
  'agrees on $agreed of $alpn with a client of $asked, and with the target',
  async ({ alpn, asked, agreed }) => {
    await using target = await startTlsTarget({ ALPNProtocols: ['h2', 'http/1.1'] });
    await using path = startDataPath({
      ...unchecked,
      flowListeners: [tlsListener({ alpn })],
      groups: { tg: [target.route] },
    });
    await using client = await tlsClient(await path.port(), { ca, ALPNProtocols: asked });
    client.socket.write('hello');
    await client.reads('echo hello');
    expect([client.socket.alpnProtocol, target.accepted[0]?.alpnProtocol]).toEqual([agreed, agreed]);
  },
);

test('refuses a client whose protocols the policy does not know', async () => {
  await using target = await startTlsTarget();
  await using path = startDataPath({
    ...unchecked,
    flowListeners: [tlsListener({ alpn: ['h2'] })],
    groups: { tg: [target.route] },
  });
  await expect(tlsClient(await path.port(), { ca, ALPNProtocols: ['http/1.1'] })).rejects.toThrow(
    'no application protocol',
  );
});

test.each([false, true])('loses nothing of much, in both directions (TLS at the target: %s)', async (tls) => {
  const bytes = randomBytes(1024 * 1024);
  let heard = '';
  const echo = (socket: { write(chunk: Buffer): unknown }, chunk: Buffer) => socket.write(chunk);
  await using secure = await startTlsTarget();
  await using plain = await startRawTarget();
  await using path = startDataPath({
    ...unchecked,
    flowListeners: [tlsListener()],
    groups: { tg: [tls ? secure.route : plain.route] },
  });
  await using client = await tlsClient(await path.port(), { ca });
  client.socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1');
  });
  const accepted = await until('the target is reached', () => (tls ? secure : plain).accepted[0]);
  accepted.removeAllListeners('data');
  accepted.on('data', (chunk: Buffer) => echo(accepted, chunk));
  client.socket.write(bytes);
  await until('everything is back', () => heard.length === bytes.length);
  expect(Buffer.from(heard, 'latin1').equals(bytes)).toBe(true);
});

test.each([false, true])("passes the client's end on, and still the answer back (TLS: %s)", async (tls) => {
  await using secure = await startTlsTarget();
  await using plain = await startEchoTarget('a');
  await using path = startDataPath({
    ...unchecked,
    flowListeners: [tlsListener()],
    groups: { tg: [tls ? secure.route : plain.route] },
  });
  await using client = await tlsClient(await path.port(), { ca });
  client.socket.end('all');
  expect(await client.reads('all')).toBe(tls ? 'echo all' : 'a:all;');
  expect(await client.ended).toBe('end');
});

test.each([false, true])('resets the client where the target resets (TLS: %s)', async (tls) => {
  await using secure = await startTlsTarget();
  await using plain = await startRawTarget();
  await using path = startDataPath({
    ...unchecked,
    flowListeners: [tlsListener()],
    groups: { tg: [tls ? secure.route : plain.route] },
  });
  await using client = await tlsClient(await path.port(), { ca });
  client.socket.write('x');
  await until('the target is reached', () => (tls ? secure : plain).received() === 'x');
  if (tls) secure.accepted[0]?.destroy();
  else plain.accepted[0]?.resetAndDestroy();
  expect(await client.ended).toBe(tls ? 'end' : 'ECONNRESET');
});

test('a target that does not speak TLS resets the client', async () => {
  await using target = await startRawTarget((socket) => socket.end('nonsense'));
  await using path = startDataPath({
    ...unchecked,
    flowListeners: [tlsListener()],
    groups: { tg: [{ ...target.route, tls: true }] },
  });
  await using client = await tlsClient(await path.port(), { ca });
  expect(await client.ended).toBe('ECONNRESET');
});

test.each([false, true])(
  "writes the proxy protocol's header before all else (TLS at the target: %s)",
  async (tls) => {
    await using secure = await startTlsTarget({ preambleBytes: 100 });
    await using plain = await startRawTarget();
    await using path = startDataPath({
      ...unchecked,
      flowListeners: [tlsListener()],
      groups: { tg: [tls ? secure.route : plain.route] },
      flows: { proxyProtocol: true },
    });
    await using client = await tlsClient(await path.port(), { ca });
    client.socket.write('hello');
    await until('the bytes are there', () => (tls ? secure : plain).received().endsWith('hello'));
    const header = tls ? secure.preambles[0] : Buffer.from(plain.received(), 'latin1').subarray(0, 100);
    expect([
      header?.subarray(0, 16).toString('hex'),
      header?.readUInt16BE(24),
      header?.readUInt16BE(26),
      (tls ? secure : plain).received().slice(-5),
    ]).toEqual(['0d0a0d0a000d0a515549540a21110054', client.socket.localPort, await path.port(), 'hello']);
  },
);

test('resets a client where no target is registered, before any handshake', async () => {
  await using path = startDataPath({ ...unchecked, flowListeners: [tlsListener()], groups: { tg: [] } });
  await expect(tlsClient(await path.port(), { ca })).rejects.toThrow('ECONNRESET');
});

test('lets go of a client that speaks no TLS, and reaches no target', async () => {
  await using target = await startRawTarget();
  await using path = startDataPath({
    ...unchecked,
    flowListeners: [tlsListener()],
    groups: { tg: [target.route] },
  });
  await using client = await rawClient(await path.port(), 'GET / HTTP/1.1\r\n\r\n');
  await client.closed();
  expect(target.accepted).toEqual([]);
});

test('takes up a new certificate at the next handshake, and keeps the flows that are there', async () => {
  await using target = await startEchoTarget('a');
  const groups = { tg: [target.route] };
  await using path = startDataPath({ ...unchecked, flowListeners: [tlsListener()], groups });
  const port = await path.port();
  await using before = await tlsClient(port, { ca });
  path.apply({ ...unchecked, flowListeners: [tlsListener({ certificates: [bank] })], groups });
  await using after = await tlsClient(port, { ca });
  before.socket.write('old');
  await before.reads('a:old;');
  expect([before.certificate, after.certificate]).toEqual(['shop.test', '*.bank.test']);
});

test('a deleted listener ends its flows, and the handshakes under way', async () => {
  await using target = await startEchoTarget('a');
  const groups = { tg: [target.route] };
  await using path = startDataPath({ ...unchecked, flowListeners: [tlsListener()], groups });
  const port = await path.port();
  await using client = await tlsClient(port, { ca });
  client.socket.write('x');
  await client.reads('a:x;');
  const silent = connect({ host: '127.0.0.1', port });
  silent.on('error', () => {});
  await new Promise((resolve) => silent.once('connect', resolve));
  const silentEnds = new Promise((resolve) => silent.once('close', resolve));
  path.apply({ ...unchecked, flowListeners: [], listeners: [], groups });
  expect(await client.ended).toBe('ECONNRESET');
  silent.resume();
  await silentEnds;
});

test('drops a flow that rests for too long, and resets whoever sends after that', async () => {
  await using target = await startTlsTarget();
  const flowListeners = [{ ...tlsListener(), idleTimeoutMs: 30 }];
  await using path = startDataPath({ ...unchecked, flowListeners, groups: { tg: [target.route] } });
  await using client = await tlsClient(await path.port(), { ca });
  client.socket.write('x');
  await client.reads('echo x');
  path.apply({ ...unchecked, flowListeners, groups: { tg: [{ ...target.route, state: 'draining' }] } });
  await until('nothing is in flight', () => path.drained.length === 1);
  expect(client.socket.destroyed).toBe(false);
  client.socket.write('y');
  expect(await client.ended).toBe('ECONNRESET');
  expect(client.received()).toBe('echo x');
});
