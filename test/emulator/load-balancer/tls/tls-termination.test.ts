import { connect } from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import type { TlsCertificate } from '../../../../emulator/load-balancer/snapshot.ts';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { httpCall } from '../../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { httpsCall } from '../../../support/tls/https-call.ts';
import { listenerTls } from '../../../support/tls/listener-tls.ts';
import { startTestAuthority, type TestAuthority } from '../../../support/tls/test-authority.ts';
import { until } from '../../../support/until.ts';

let authority: TestAuthority;
let ca: string;
let shop: TlsCertificate;

beforeAll(async () => {
  authority = await startTestAuthority();
  ca = authority.rootPem;
  shop = await authority.issue('shop.test');
});

test('terminates TLS and tells the target', async () => {
  await using target = await startHttpTarget(({ headers }, response) =>
    response.end(
      `${headers['x-forwarded-proto']} ${headers['x-forwarded-port']} ${headers['x-forwarded-for']}`,
    ),
  );
  await using path = startDataPath({ listeners: [listenerTls([shop])], groups: { tg: [target.route] } });
  const port = await path.port();
  expect(await httpsCall(port, { ca, servername: 'shop.test', host: 'shop.test' })).toEqual({
    status: 200,
    body: `https ${port} 127.0.0.1`,
    certificate: 'shop.test',
    version: 'TLSv1.3',
  });
});

test('presents the certificate of exactly the name, else a wildcard, else the default', async () => {
  await using target = await startHttpTarget();
  const wildcard = await authority.issue('*.shop.test');
  const exact = await authority.issue('api.shop.test');
  const listeners = [listenerTls([shop, wildcard, exact])];
  await using path = startDataPath({ listeners, groups: { tg: [target.route] } });
  const port = await path.port();
  const presented = async (servername?: string) =>
    (await httpsCall(port, { ca, servername }).catch(({ message }) => ({ certificate: message })))
      .certificate;
  expect([
    await presented('api.shop.test'),
    await presented('www.shop.test'),
    await presented('shop.test'),
    await presented(),
  ]).toEqual(['api.shop.test', '*.shop.test', 'shop.test', 'shop.test']);
  expect(await presented('a.b.shop.test')).toContain('does not match certificate');
});

test('keeps to the versions of the policy', async () => {
  await using target = await startHttpTarget();
  const rsa = ['ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES128-GCM-SHA256'];
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: rsa } as const;
  await using path = startDataPath({
    listeners: [
      { listenerArn: 'new', ...listenerTls([shop]) },
      { listenerArn: 'old', port: 1, ...listenerTls([shop], old) },
    ],
    groups: { tg: [target.route] },
  });
  const call = { ca, servername: 'shop.test', ciphers: 'ALL:@SECLEVEL=0' };
  const old1 = { ...call, minVersion: 'TLSv1', maxVersion: 'TLSv1' } as const;
  expect((await httpsCall(await path.port('old'), old1)).version).toBe('TLSv1');
  expect((await httpsCall(await path.port('old'), call)).version).toBe('TLSv1.2');
  await expect(httpsCall(await path.port('new'), old1)).rejects.toMatchObject({
    message: expect.stringContaining('alert protocol version'),
  });
  expect((await httpsCall(await path.port('new'), call)).version).toBe('TLSv1.3');
});

test('tells apart load balancers on one port by the server name, each with its policy', async () => {
  await using one = await startHttpTarget((_request, response) => response.end('one'));
  await using two = await startHttpTarget((_request, response) => response.end('two'));
  const other = await authority.issue('*.other.test');
  const only12 = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
  await using path = startDataPath({
    listeners: [
      { ...listenerTls([shop]), dnsName: 'one.test', loadBalancerCreatedAtMs: 1 },
      {
        ...listenerTls([other], only12),
        listenerArn: 'two',
        dnsName: 'two.test',
        loadBalancerCreatedAtMs: 2,
        defaultAction: { type: 'forward', targetGroups: [{ targetGroupArn: 'other', weight: 1 }] },
      },
    ],
    groups: { tg: [one.route], other: [two.route] },
  });
  const port = await path.port();
  expect(await path.port('two')).toBe(port);
  const ask = async (servername: string | undefined, host: string) => {
    const { body, certificate, version } = await httpsCall(port, { ca, servername, host });
    return [body, certificate, version];
  };
  expect(await ask('shop.test', 'shop.test')).toEqual(['one', 'shop.test', 'TLSv1.3']);
  expect(await ask('a.other.test', 'a.other.test')).toEqual(['two', '*.other.test', 'TLSv1.2']);
  // Whom the handshake named decides, whatever the Host says; without a name the Host does.
  expect(await ask('a.other.test', 'one.test')).toEqual(['two', '*.other.test', 'TLSv1.2']);
  expect(await ask(undefined, 'two.test')).toEqual(['two', 'shop.test', 'TLSv1.3']);
  expect(await ask(undefined, 'nobody.test')).toEqual(['one', 'shop.test', 'TLSv1.3']);
});

test('an HTTP and an HTTPS listener that ask for one port have a port each', async () => {
  await using target = await startHttpTarget();
  await using probe = await startHttpTarget();
  const asked = probe.port;
  await probe[Symbol.asyncDispose]();
  await using path = startDataPath({
    listeners: [
      { listenerArn: 'plain', port: asked },
      { listenerArn: 'secure', port: asked, ...listenerTls([shop]) },
    ],
    groups: { tg: [target.route] },
  });
  const [plain, secure] = [await path.port('plain'), await path.port('secure')];
  expect(secure).not.toBe(plain);
  expect((await httpCall(plain)).body).toBe('ok');
  expect((await httpsCall(secure, { ca, servername: 'shop.test' })).body).toBe('ok');
});

test('takes up a changed certificate without dropping a connection', async () => {
  await using target = await startHttpTarget();
  const groups = { tg: [target.route] };
  await using path = startDataPath({ listeners: [listenerTls([shop])], groups });
  const port = await path.port();
  const socket = connect({
    host: '127.0.0.1',
    port,
    ca,
    servername: 'shop.test',
    ALPNProtocols: ['http/1.1'],
  });
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString();
  });
  socket.write('GET /a HTTP/1.1\r\nHost: shop.test\r\n\r\n');
  await until('the first answer', () => received.endsWith('ok'));
  const renewed = await authority.issue('shop.test', 'renewed.test');
  path.apply({ listeners: [listenerTls([renewed])], groups });
  expect((await httpsCall(port, { ca, servername: 'renewed.test' })).status).toBe(200);
  received = '';
  socket.write('GET /b HTTP/1.1\r\nHost: shop.test\r\n\r\n');
  await until('the second answer', () => received.endsWith('ok'));
  expect([target.seen.includes('GET /b'), socket.destroyed]).toEqual([true, false]);
  socket.destroy();
});

test('a listener becomes one of HTTPS on its own port', async () => {
  await using target = await startHttpTarget();
  const groups = { tg: [target.route] };
  await using probe = await startHttpTarget();
  const { port } = probe;
  await probe[Symbol.asyncDispose]();
  await using path = startDataPath({ listeners: [{ port }], groups });
  expect((await httpCall(await path.port())).body).toBe('ok');
  path.apply({ listeners: [{ port, ...listenerTls([shop]) }], groups });
  let body: string | undefined;
  // The bound port reads the same before and after.
  const ask = (): Promise<unknown> =>
    httpsCall(port, { ca, servername: 'shop.test' }).then((answer) => {
      body = answer.body;
    }, ask);
  void ask();
  expect(await until('it speaks TLS', () => body)).toBe('ok');
});

test('closes what is no TLS, and a handshake that breaks off, and serves others', async () => {
  await using target = await startHttpTarget();
  const other = await authority.issue('other.test');
  await using path = startDataPath({
    listeners: [listenerTls([shop]), { ...listenerTls([other]), listenerArn: 'two', dnsName: 'two.test' }],
    groups: { tg: [target.route] },
  });
  const port = await path.port();
  await using plain = await rawClient(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(await plain.closed()).not.toContain('HTTP/1.1');
  const broken = await rawClient(port, '\x16\x03\x01\x02');
  broken.socket.resetAndDestroy();
  await using slow = await rawClient(port, '\x16\x03\x01');
  expect((await httpsCall(port, { ca, servername: 'other.test' })).certificate).toBe('other.test');
  expect(slow.socket.destroyed).toBe(false);
});

test('carries a WebSocket over TLS', async () => {
  await using target = await startHttpTarget();
  target.server.on('upgrade', (_request, socket) => {
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello',
    );
    socket.pipe(socket);
  });
  await using path = startDataPath({ listeners: [listenerTls([shop])], groups: { tg: [target.route] } });
  const socket = connect({ host: '127.0.0.1', port: await path.port(), ca, servername: 'shop.test' });
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString();
  });
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  await until('the upgrade', () => received.endsWith('hello'));
  socket.write('there');
  await until('the echo', () => received.endsWith('there'));
  socket.destroy();
});

test('leaves no socket behind', async () => {
  await using target = await startHttpTarget();
  const path = startDataPath({ listeners: [listenerTls([shop])], groups: { tg: [target.route] } });
  const port = await path.port();
  await using half = await rawClient(port, '\x16\x03\x01');
  const whole = connect({ host: '127.0.0.1', port, ca, servername: 'shop.test' });
  const closed = new Promise((resolve) => whole.once('close', resolve));
  whole.on('error', () => {});
  await new Promise((resolve) => whole.once('secureConnect', resolve));
  await path[Symbol.asyncDispose]();
  await half.closed();
  await closed;
  await expect(httpCall(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
