import { expect, test } from 'vitest';
import type { HttpSettings } from '../../../../emulator/load-balancer/snapshot.ts';
import { defaultHttp, startDataPath } from '../../../support/data-path/data-path.ts';
import { httpCall } from '../../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { until } from '../../../support/until.ts';

async function withSettings<T>(
  changes: Partial<HttpSettings>,
  scene: (port: number) => Promise<T>,
): Promise<T> {
  await using target = await startHttpTarget((request, response) => {
    response.writeHead(200, { Server: 'app', 'X-Frame-Options': 'SAMEORIGIN', 'X-Own': '1' });
    response.end(
      JSON.stringify({
        for: request.headers['x-forwarded-for'],
        host: request.headers.host,
        bad: request.headers.x_a,
      }),
    );
  });
  await using path = startDataPath({
    listeners: [{ http: { ...defaultHttp, ...changes } }],
    groups: { tg: [target.route] },
  });
  return await scene(await path.port());
}

const sent = { Host: 'shop.example.com', 'X-Forwarded-For': '1.1.1.1', X_A: 'b' };

test.each<[string, Partial<HttpSettings>, (port: number) => object]>([
  ['by default', {}, (port) => ({ for: '1.1.1.1, 127.0.0.1', host: `shop.example.com:${port}`, bad: 'b' })],
  [
    'with the Host preserved',
    { preserveHost: true },
    () => ({ for: '1.1.1.1, 127.0.0.1', host: 'shop.example.com', bad: 'b' }),
  ],
  [
    'with forwarders preserved',
    { forwardedFor: 'preserve' },
    (port) => ({ for: '1.1.1.1', host: `shop.example.com:${port}`, bad: 'b' }),
  ],
  [
    'with forwarders removed',
    { forwardedFor: 'remove' },
    (port) => ({ host: `shop.example.com:${port}`, bad: 'b' }),
  ],
  [
    'with invalid headers dropped',
    { dropInvalidHeaders: true },
    (port) => ({ for: '1.1.1.1, 127.0.0.1', host: `shop.example.com:${port}` }),
  ],
])('what a target sees %s', async (_title, changes, expected) => {
  await withSettings(changes, async (port) => {
    expect(JSON.parse((await httpCall(port, { headers: sent })).body)).toEqual(expected(port));
  });
});

test("tells a target the client's port", async () => {
  await withSettings({ clientPort: true }, async (port) => {
    await using client = await rawClient(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    const local = client.socket.localPort;
    expect(await client.closed()).toContain(`"for":"127.0.0.1:${local}"`);
  });
});

const response = { server: false, headers: [{ name: 'X-Frame-Options', value: 'DENY' }] };

test("puts a listener's headers in the place of the target's, whose Server stays", async () => {
  await withSettings({ response }, async (port) => {
    const { headers } = await httpCall(port);
    expect([headers.server, headers['x-frame-options'], headers['x-own']]).toEqual(['app', 'DENY', '1']);
  });
});

test("puts a listener's headers into its own answers, which do not say what server they are from", async () => {
  await withSettings({ response }, async (port) => {
    const { status, headers } = await httpCall(port, { method: 'TRACE' });
    expect([status, headers.server, headers['x-frame-options']]).toEqual([405, undefined, 'DENY']);
  });
});

test.each([
  ['monitor', '200', 'keep-alive'],
  ['defensive', '200', 'close'],
  ['strictest', '400', 'close'],
] as const)(
  'a GET with a body in the mode %s is answered %s and the connection is %s',
  async (desyncMitigation, status, connection) => {
    await withSettings({ desyncMitigation }, async (port) => {
      await using client = await rawClient(port, 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx');
      const head = await client.reads('\r\n\r\n');
      expect([head.slice(9, 12), /Connection: (\S+)/i.exec(head)?.[1]]).toEqual([status, connection]);
    });
  },
);

test('an ambiguous request goes to the target on a connection that ends with it', async () => {
  await using target = await startHttpTarget();
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  const port = await path.port();
  await httpCall(port);
  await httpCall(port, { headers: { Content_Length: '1' } });
  await httpCall(port);
  expect(target.seen.length).toBe(3);
  expect(target.accepted.length).toBe(2);
  await until('the second connection ends', () => target.accepted[1]?.destroyed);
  expect(target.accepted[0]?.destroyed).toBe(false);
});
