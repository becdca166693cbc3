import { beforeAll, expect, test } from 'vitest';
import type { ExchangeRecord } from '../../../../emulator/load-balancer/access-log/exchange-record.ts';
import type {
  ListenerRoute,
  RouteAction,
  RuleRoute,
  TargetRoute,
  TlsCertificate,
} from '../../../../emulator/load-balancer/snapshot.ts';
import { type DataPath, startDataPath } from '../../../support/data-path/data-path.ts';
import { httpCall } from '../../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { http2Call } from '../../../support/tls/http2-call.ts';
import { http2Client } from '../../../support/tls/http2-client.ts';
import { listenerTls } from '../../../support/tls/listener-tls.ts';
import { startTestAuthority } from '../../../support/tls/test-authority.ts';
import { until } from '../../../support/until.ts';

const location = { bucket: 'logs', prefix: '' };
const forward: RouteAction = {
  type: 'forward',
  targetGroups: [{ targetGroupArn: 'tg', weight: 1 }],
};

function rule(priority: number, path: string, action: RouteAction, more: Partial<RuleRoute> = {}): RuleRoute {
  const conditions = [{ field: 'path-pattern' as const, values: [path], regexes: [] }];
  return { ruleArn: `rule/${priority}`, priority, conditions, action, transforms: [], ...more };
}

const rules: readonly RuleRoute[] = [
  rule(3, '/fixed', { type: 'fixed-response', statusCode: 418 }),
  rule(5, '/old', {
    ...{ type: 'redirect', statusCode: 301, protocol: 'https', host: '#{host}' },
    ...{ port: '443', path: '/new', query: '#{query}' },
  }),
  rule(8, '/v1/*', forward, {
    transforms: [{ type: 'url-rewrite', regex: '^/v1/', replace: '/v2/' }],
  }),
  rule(9, '/broken', forward, {
    transforms: [{ type: 'url-rewrite', regex: '^/broken', replace: 'none' }],
  }),
  rule(10, '/empty', { type: 'forward', targetGroups: [{ targetGroupArn: 'none', weight: 1 }] }),
];

interface Logged {
  readonly path: DataPath;
  readonly records: ExchangeRecord[];
  /** The one record that comes next. */
  next(): Promise<ExchangeRecord>;
}

function startLogged(targets: readonly TargetRoute[], listener: Partial<ListenerRoute> = {}) {
  const records: ExchangeRecord[] = [];
  const path = startDataPath(
    {
      listeners: [{ accessLog: location, rules, ...listener }],
      groups: { tg: targets, none: [] },
      healthCheck: { enabled: false },
    },
    undefined,
    undefined,
    { write: (to, record) => void (to === location && records.push(record)) },
  );
  const logged: Logged = {
    path,
    records,
    next: () => until('a request is logged', () => records.shift()),
  };
  return { ...logged, [Symbol.asyncDispose]: () => path[Symbol.asyncDispose]() };
}

const times = { receivedAtMs: expect.any(Number), endedAtMs: expect.any(Number) };
const client = { address: '127.0.0.1', port: expect.any(Number) };
const connectionId = expect.stringMatching(/^[0-9a-f]{16}$/);
const plain = {
  ...{ listenerArn: 'listener', type: 'http', nodeAddress: '127.0.0.1' },
  ...{ ...times, client, connectionId },
};

test('say of a request that a target answered how it went', async () => {
  await using target = await startHttpTarget();
  await using logged = startLogged([target.route]);
  const port = await logged.path.port();
  const head = 'GET /a?b=c HTTP/1.1\r\nHost: shop.test\r\nUser-Agent: mine/1.0\r\n';
  await using raw = await rawClient(port, `${head}X-Amzn-Trace-Id: Root=1-1-1\r\n\r\n`);
  await raw.reads('ok');
  expect(await logged.next()).toEqual({
    ...plain,
    request: {
      method: 'GET',
      url: `http://shop.test:${port}/a?b=c`,
      version: 'HTTP/1.1',
      userAgent: 'mine/1.0',
    },
    receivedBytes: head.length + 'X-Amzn-Trace-Id: Root=1-1-1\r\n\r\n'.length,
    sentBytes: raw.received().length,
    ...{ status: 200, rulePriority: 0, action: 'forward' },
    forwarded: {
      ...{ targetGroupArn: 'tg', target: target.route.key, status: 200 },
      ...{ sentAtMs: expect.any(Number), answeredAtMs: expect.any(Number) },
      traceId: expect.stringMatching(/^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-1-1$/),
    },
  });
});

test.each([
  {
    what: 'a fixed response',
    url: '/fixed',
    says: { status: 418, rulePriority: 3, action: 'fixed-response' },
  },
  {
    what: 'a redirect',
    url: '/old?a=b',
    says: {
      ...{ status: 301, rulePriority: 5, action: 'redirect' },
      redirectUrl: 'https://shop.test:443/new?a=b',
    },
  },
  {
    what: 'a rewrite that makes no path',
    url: '/broken',
    says: {
      ...{ status: 500, rulePriority: 9, action: 'forward' },
      transform: { status: 'TransformInvalidPath' },
    },
  },
  {
    what: 'a group without targets',
    url: '/empty',
    says: { status: 503, rulePriority: 10, action: 'forward' },
  },
  { what: 'a refusal before any rule', url: '/fixed#a', says: { status: 400 } },
])('say of $what that no target had it', async ({ url, says }) => {
  await using logged = startLogged([]);
  const port = await logged.path.port();
  await using raw = await rawClient(port, `GET ${url} HTTP/1.1\r\nHost: shop.test\r\n\r\n`);
  await raw.reads('\r\n\r\n');
  expect(await logged.next()).toEqual({
    ...plain,
    request: { method: 'GET', url: `http://shop.test:${port}${url}`, version: 'HTTP/1.1' },
    receivedBytes: `GET ${url} HTTP/1.1\r\nHost: shop.test\r\n\r\n`.length,
    sentBytes: expect.any(Number),
    ...says,
  });
});

test('say what a transform made of the request', async () => {
  await using target = await startHttpTarget();
  await using logged = startLogged([target.route]);
  const port = await logged.path.port();
  await httpCall(port, { path: '/v1/items?a=b', headers: { host: 'shop.test' } });
  expect(await logged.next()).toMatchObject({
    request: { url: `http://shop.test:${port}/v1/items?a=b` },
    rulePriority: 8,
    transform: { uri: '/v2/items?a=b', status: 'TransformSuccess' },
  });
});

test('say 460 of a client that left before it was answered, and nothing of a target', async () => {
  await using target = await startHttpTarget(() => {});
  await using logged = startLogged([target.route]);
  await using raw = await rawClient(await logged.path.port(), 'GET /held HTTP/1.1\r\nHost: a\r\n\r\n');
  await until('it is held', () => target.seen.length === 1);
  raw.socket.destroy();
  const { status, sentBytes, forwarded } = await logged.next();
  expect([status, sentBytes, forwarded]).toEqual([
    460,
    0,
    {
      ...{ targetGroupArn: 'tg', target: target.route.key },
      ...{ sentAtMs: expect.any(Number), traceId: expect.stringMatching(/^Root=/) },
    },
  ]);
});

test('say of what is no request that it was refused', async () => {
  await using logged = startLogged([]);
  await using raw = await rawClient(await logged.path.port(), 'nonsense\r\n\r\n');
  const answer = await raw.closed();
  expect(await logged.next()).toEqual({
    ...plain,
    ...{ status: 400, receivedBytes: 0, sentBytes: answer.length },
  });
});

test('tell which requests do not keep to RFC 9112', async () => {
  await using target = await startHttpTarget();
  await using logged = startLogged([target.route]);
  await httpCall(await logged.path.port(), { body: 'a body of GET', headers: { 'content-length': 13 } });
  expect((await logged.next()).desync).toEqual({
    classification: 'Ambiguous',
    reason: 'UndefinedContentLengthSemantics',
  });
});

test('log a WebSocket when it ends, with all that went through it', async () => {
  await using target = await startHttpTarget();
  target.server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.pipe(socket);
  });
  await using logged = startLogged([target.route]);
  const head =
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n';
  await using raw = await rawClient(await logged.path.port(), head);
  await raw.reads('\r\n\r\n');
  raw.send('hello');
  await raw.reads('hello');
  expect(logged.records).toEqual([]);
  raw.socket.end();
  const { type, status, receivedBytes, sentBytes } = await logged.next();
  expect({ type, status, receivedBytes, sentBytes }).toEqual({
    ...{ type: 'ws', status: 101, receivedBytes: head.length + 'hello'.length },
    sentBytes: raw.received().length,
  });
});

let ca: string;
let certificate: TlsCertificate;

beforeAll(async () => {
  const authority = await startTestAuthority();
  ca = authority.rootPem;
  certificate = await authority.issue('shop.test');
});

test('say what a handshake decided, and that streams of HTTP/2 share a connection', async () => {
  await using target = await startHttpTarget();
  await using logged = startLogged([target.route], listenerTls([certificate]));
  const port = await logged.path.port();
  await using h2 = await http2Client(port, ca, 'shop.test');
  const request = { ':path': '/a', ':authority': 'shop.test' };
  await http2Call(h2.session, request);
  const first = await logged.next();
  await http2Call(h2.session, request);
  const second = await logged.next();
  expect([first.type, first.request, first.tls]).toEqual([
    'h2',
    { method: 'GET', url: `https://shop.test:${port}/a`, version: 'HTTP/2.0' },
    {
      ...{ version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/), serverName: 'shop.test' },
      certificateArn: certificate.certificateArn,
    },
  ]);
  expect(second.connectionId).toBe(first.connectionId);
  await http2Call(h2.session, { ...request, ':method': 'POST', 'content-type': 'application/grpc' }, 'a');
  expect((await logged.next()).type).toBe('grpcs');
});

test('log nothing of a listener that is not asked to, but count', async () => {
  await using target = await startHttpTarget();
  await using logged = startLogged([target.route], { accessLog: undefined });
  const port = await logged.path.port();
  await httpCall(port);
  await httpCall(port, { path: '/empty' });
  await using raw = await rawClient(port, 'nonsense\r\n\r\n');
  await raw.closed();
  const minutes = await logged.path.loadBalancers.trafficSince(0);
  // They may lie on both sides of a minute's end.
  const whole = minutes.filter(({ targetGroupArn }) => targetGroupArn === undefined);
  const sum = (of: 'elbStatuses' | 'targetStatuses', status: number) =>
    whole.reduce((total, each) => total + (each[of][status] ?? 0), 0);
  expect([
    logged.records,
    sum('elbStatuses', 400),
    sum('elbStatuses', 503),
    sum('targetStatuses', 200),
  ]).toEqual([[], 1, 1, 1]);
});
