import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import type { Stickiness, TargetRoute } from '../../../emulator/load-balancer/snapshot.ts';
import { startDataPath } from '../../support/data-path/data-path.ts';
import { httpCall } from '../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../support/data-path/http-target.ts';
import { rawClient } from '../../support/data-path/raw-client.ts';
import { routeTo } from '../../support/data-path/route-to.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';

const byCookie: Stickiness = { type: 'lb_cookie', durationMs: 60_000 };
const byApplication: Stickiness = { type: 'app_cookie', durationMs: 60_000, cookieName: 'session' };

/** A target that answers with its name, and begins an application session at `/login`. */
function named(name: string) {
  const handler: RequestListener = (request, response) => {
    if (request.url === '/login') response.setHeader('Set-Cookie', ['session=1; Path=/', 'theme=dark']);
    response.end(name);
  };
  return startHttpTarget(handler);
}

function scene(stickiness: Stickiness, ...tg: readonly TargetRoute[]) {
  return { groups: { tg }, balancing: { stickiness } };
}

/** One call, with the cookies that it set by their names. */
async function call(port: number, cookie?: string, path = '/') {
  const { status, body, headers } = await httpCall(port, { path, headers: cookie ? { Cookie: cookie } : {} });
  const lines = [headers['set-cookie'] ?? []].flat();
  const cookies = Object.fromEntries(
    lines.map((line): [string, string] => {
      const equals = line.indexOf('=');
      return [line.slice(0, equals), line.slice(equals + 1).split(';', 1)[0] ?? ''];
    }),
  );
  return { status, body, lines, cookies };
}

test('a client that returns AWSALB stays with its target and gets fresh cookies with every answer', async () => {
  await using a = await named('a');
  await using b = await named('b');
  const clock = new FakeClock();
  await using path = startDataPath(scene(byCookie, a.route, b.route), clock);
  const port = await path.port();
  const first = await call(port);
  const expires = 'Expires=Thu, 08 Jan 2026 00:00:00 GMT; Path=/';
  const value = first.cookies.AWSALB ?? '';
  expect(first.lines).toEqual([
    `AWSALB=${value}; ${expires}`,
    `AWSALBCORS=${value}; ${expires}; SameSite=None; Secure`,
  ]);
  let cookie = value;
  for (let i = 0; i < 4; i += 1) {
    await clock.advance(40_000);
    const next = await call(port, `AWSALB=${cookie}`);
    expect(next.body).toBe(first.body);
    expect(next.cookies.AWSALB).not.toBe(cookie);
    cookie = next.cookies.AWSALB ?? '';
  }
  await clock.advance(60_000);
  const others = [await call(port, `AWSALB=${cookie}`), await call(port, `AWSALB=${cookie}`)];
  expect(others.map(({ body }) => body).toSorted()).toEqual(['a', 'b']);
});

test('a session goes on with load balancers that start anew', async () => {
  await using a = await named('a');
  await using b = await named('b');
  const both = scene(byCookie, a.route, b.route);
  const cookies: string[] = [];
  {
    await using before = startDataPath(both);
    const port = await before.port();
    for (let i = 0; i < 2; i += 1) cookies.push(`AWSALBCORS=${(await call(port)).cookies.AWSALBCORS}`);
  }
  await using after = startDataPath(both);
  const port = await after.port();
  const bodies: string[] = [];
  for (const cookie of [...cookies, ...cookies]) bodies.push((await call(port, cookie)).body);
  expect(bodies).toEqual(['a', 'b', 'a', 'b']);
});

test.each([
  ['drains', (port: number) => [routeTo(port, { state: 'draining' })]],
  ['is deregistered', () => []],
])('a client whose target %s gets another, and stays with that one', async (_title, left) => {
  await using a = await named('a');
  await using b = await named('b');
  await using path = startDataPath(scene(byCookie, a.route));
  const port = await path.port();
  const first = await call(port);
  path.apply(scene(byCookie, ...left(a.port), b.route));
  const second = await call(port, `AWSALB=${first.cookies.AWSALB}`);
  expect([first.body, second.body]).toEqual(['a', 'b']);
  path.apply(scene(byCookie, a.route, b.route));
  for (let i = 0; i < 3; i += 1) expect((await call(port, `AWSALB=${second.cookies.AWSALB}`)).body).toBe('b');
});

test('a client whose target becomes unhealthy gets another', async () => {
  await using a = await named('a');
  await using b = await named('b');
  await using path = startDataPath({
    ...scene(byCookie, a.route, b.route),
    healthCheck: { intervalMs: 20, timeoutMs: 1000 },
  });
  const port = await path.port();
  const { body, cookies } = await call(port);
  const bound = body === 'a' ? a : b;
  await new Promise((resolve) => bound.server.close(resolve));
  await until('the target is unhealthy', () =>
    path.health.some(({ target, health }) => target === bound.route.key && health.state === 'unhealthy'),
  );
  const next = await call(port, `AWSALB=${cookies.AWSALB}`);
  expect([next.status, next.body]).toEqual([200, body === 'a' ? 'b' : 'a']);
});

test.each(['AWSALB=', 'AWSALB=%%%', `AWSALB=${'A'.repeat(4000)}`, 'AWSALB', `AWSALB=${'A'.repeat(64)}; ;=;`])(
  'a cookie that is none of ours (%s) is passed over',
  async (cookie) => {
    await using a = await named('a');
    await using path = startDataPath(scene(byCookie, a.route));
    const { status, body, cookies } = await call(await path.port(), cookie);
    expect({ status, body, set: Object.keys(cookies) }).toEqual({
      status: 200,
      body: 'a',
      set: ['AWSALB', 'AWSALBCORS'],
    });
  },
);

test('without stickiness no cookie is set, and one from before binds nobody', async () => {
  await using a = await named('a');
  await using b = await named('b');
  await using path = startDataPath(scene(byCookie, a.route, b.route));
  const port = await path.port();
  const { cookies } = await call(port);
  path.apply({ groups: { tg: [a.route, b.route] } });
  const cookie = `AWSALB=${cookies.AWSALB}`;
  const answers = [await call(port, cookie), await call(port, cookie)];
  expect(answers.map(({ body }) => body).toSorted()).toEqual(['a', 'b']);
  expect(answers.map(({ lines }) => lines)).toEqual([[], []]);
});

test("an answer of the load balancer's own sets no cookie", async () => {
  await using gone = await startHttpTarget((request) => request.socket.destroy());
  await using path = startDataPath(scene(byCookie, gone.route));
  const { status, lines } = await call(await path.port());
  expect([status, lines]).toEqual([502, []]);
});

test('an application session begins when the target sets its cookie, and needs both cookies back', async () => {
  await using a = await named('a');
  await using b = await named('b');
  await using path = startDataPath(scene(byApplication, a.route, b.route));
  const port = await path.port();
  expect((await call(port)).lines).toEqual([]);
  const login = await call(port, undefined, '/login');
  expect(Object.keys(login.cookies)).toEqual(['session', 'theme', 'AWSALBAPP-0']);
  const ours = `AWSALBAPP-0=${login.cookies['AWSALBAPP-0']}`;
  const bodies = async (cookie: string) => [(await call(port, cookie)).body, (await call(port, cookie)).body];
  expect(await bodies(`session=1; ${ours}`)).toEqual([login.body, login.body]);
  expect((await bodies(ours)).toSorted()).toEqual(['a', 'b']);
  expect((await bodies('session=1')).toSorted()).toEqual(['a', 'b']);
});

test('a WebSocket goes to the target of the session, and its 101 sets no cookie', async () => {
  await using a = await named('a');
  await using b = await named('b');
  for (const { server, port } of [a, b])
    server.on('upgrade', (_request, socket) =>
      socket.end(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n<${port}>`,
      ),
    );
  await using path = startDataPath(scene(byCookie, a.route, b.route));
  const port = await path.port();
  const { body, cookies } = await call(port);
  const expected = body === 'a' ? a.port : b.port;
  const upgrade = `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nCookie: AWSALB=${cookies.AWSALB}\r\n\r\n`;
  for (let i = 0; i < 3; i += 1) {
    await using client = await rawClient(port, upgrade);
    const received = await client.reads('>');
    expect(received).toContain(`<${expected}>`);
    expect(received).not.toMatch(/set-cookie/i);
  }
});

test('least outstanding requests pass by a target that is still at work', async () => {
  await using a = await startHttpTarget(() => {});
  await using b = await named('b');
  await using path = startDataPath({
    groups: { tg: [a.route, b.route] },
    balancing: { algorithm: 'least_outstanding_requests' },
  });
  const port = await path.port();
  await using _held = await rawClient(port, 'GET /held HTTP/1.1\r\nHost: a\r\n\r\n');
  await until('the first target works', () => a.seen.length === 1);
  const bodies: string[] = [];
  for (let i = 0; i < 3; i += 1) bodies.push((await call(port)).body);
  expect([bodies, a.seen]).toEqual([['b', 'b', 'b'], ['GET /held']]);
});
