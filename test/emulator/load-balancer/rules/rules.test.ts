import { expect, test } from 'vitest';
import type { ListenerRoute, RouteAction, RuleRoute } from '../../../../emulator/load-balancer/snapshot.ts';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { httpCall } from '../../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';

function rule(priority: number, path: string, action: RouteAction, more: Partial<RuleRoute> = {}): RuleRoute {
  return {
    ruleArn: `rule-${priority}`,
    priority,
    conditions: [{ field: 'path-pattern', values: [path], regexes: [] }],
    action,
    transforms: [],
    ...more,
  };
}

const fixed = (messageBody: string): RouteAction => ({
  type: 'fixed-response',
  statusCode: 200,
  messageBody,
});
const forward: RouteAction = { type: 'forward', targetGroups: [{ targetGroupArn: 'tg', weight: 1 }] };

function start(rules: readonly RuleRoute[], more: Partial<ListenerRoute> = {}) {
  return startDataPath({ listeners: [{ rules, defaultAction: fixed('default'), ...more }] });
}

test('takes the first rule by priority that matches, else the default action', async () => {
  await using path = start([
    rule(1, '/a/b', fixed('exact')),
    rule(2, '/a/*', fixed('prefix')),
    rule(3, '/a/b*', fixed('never')),
  ]);
  const port = await path.port();
  const body = async (asked: string) => (await httpCall(port, { path: asked })).body;
  expect([await body('/a/b'), await body('/a/bc'), await body('/a/b?x'), await body('/')]).toEqual([
    'exact',
    'prefix',
    'exact',
    'default',
  ]);
});

test('routes by host whatever port the Host header names', async () => {
  const conditions = [{ field: 'host-header', values: ['*.example.com'], regexes: [] }] as const;
  await using path = start([rule(1, '', fixed('host'), { conditions })]);
  const port = await path.port();
  const body = async (Host: string) => (await httpCall(port, { headers: { Host } })).body;
  expect([await body('A.example.com:81'), await body('example.com')]).toEqual(['host', 'default']);
});

test('gives a request on a shared port to the load balancer that has a rule for its host', async () => {
  const conditions = [{ field: 'host-header', values: ['shop.test'], regexes: [] }] as const;
  await using path = startDataPath({
    listeners: [
      { dnsName: 'old.localhost', defaultAction: fixed('old') },
      {
        listenerArn: 'second',
        dnsName: 'young.localhost',
        loadBalancerCreatedAtMs: 1,
        rules: [rule(1, '', fixed('shop'), { conditions })],
        defaultAction: fixed('young'),
      },
    ],
  });
  const port = await path.port();
  const body = async (Host: string) => (await httpCall(port, { headers: { Host } })).body;
  expect([await body('shop.test:8080'), await body('young.localhost'), await body('x.test')]).toEqual([
    'shop',
    'young',
    'old',
  ]);
});

test.each([
  [301, 'Moved Permanently', 134],
  [302, 'Found', 110],
] as const)("redirects with %i %s and AWS's page", async (statusCode, text, length) => {
  await using path = start([
    rule(1, '/old/*', {
      type: 'redirect',
      statusCode,
      protocol: 'HTTPS',
      host: '#{host}',
      port: '443',
      path: '/new/#{path}',
      query: '#{query}',
    }),
  ]);
  const answer = await httpCall(await path.port(), { path: '/old/x?q=1', headers: { Host: 'a.com' } });
  expect({
    status: answer.status,
    text: answer.statusText,
    location: answer.headers.location,
    server: answer.headers.server,
    type: answer.headers['content-type'],
    length: answer.body.length,
  }).toEqual({
    status: statusCode,
    text,
    location: 'https://a.com:443/new/old/x?q=1',
    server: 'awselb/2.0',
    type: 'text/html',
    length,
  });
});

test('rewrites the path with its query and the host on the way to the target', async () => {
  await using target = await startHttpTarget((request, response) =>
    response.end(`${request.headers.host} ${request.url}`),
  );
  const transforms = [
    { type: 'host-header-rewrite', regex: '^mywebsite-(.+)\\.com', replace: 'internal.$1.test' },
    { type: 'url-rewrite', regex: '^/dp/([A-Z0-9]+)/?(.*)$', replace: '/product$2&id=$1' },
  ] as const;
  await using path = startDataPath({
    listeners: [{ rules: [rule(1, '/dp/*', forward, { transforms })], defaultAction: forward }],
    groups: { tg: [target.route] },
  });
  const port = await path.port();
  const body = async (asked: string, Host: string) =>
    (await httpCall(port, { path: asked, headers: { Host } })).body;
  expect(await body('/dp/B0X?a=1', 'mywebsite-x.com:81')).toBe('internal.x.test:81 /product?a=1&id=B0X');
  expect(await body('/dp/low', 'other.com:81')).toBe('other.com:81 /dp/low');
});

test('answers 500 when a rewritten path is none', async () => {
  await using target = await startHttpTarget();
  const transforms = [{ type: 'url-rewrite', regex: '^/', replace: '' }] as const;
  await using path = startDataPath({
    listeners: [{ rules: [rule(1, '/a', forward, { transforms })], defaultAction: forward }],
    groups: { tg: [target.route] },
  });
  const { status, body } = await httpCall(await path.port(), { path: '/a' });
  expect([status, body.includes('<h1>500 Internal Server Error</h1>'), target.seen]).toEqual([500, true, []]);
});

test('keeps a client to its target group while the cookie counts and the group is there', async () => {
  await using blue = await startHttpTarget((_request, response) => response.end('blue'));
  await using green = await startHttpTarget((_request, response) => response.end('green'));
  const scene = (blueWeight: number, greenWeight: number, names = ['blue', 'green']) => ({
    listeners: [
      {
        defaultAction: {
          type: 'forward' as const,
          stickiness: { enabled: true, durationSeconds: 60 },
          targetGroups: [
            { targetGroupArn: 'blue', weight: blueWeight },
            { targetGroupArn: 'green', weight: greenWeight },
          ].filter(({ targetGroupArn }) => names.includes(targetGroupArn)),
        },
      },
    ],
    groups: { blue: [blue.route], green: [green.route] },
  });
  await using path = startDataPath(scene(1, 0));
  const port = await path.port();
  const first = await httpCall(port);
  expect(first.body).toBe('blue');
  const cookies = [first.headers['set-cookie'] ?? []].flat();
  expect(cookies).toEqual([
    expect.stringMatching(/^AWSALBTG=[\w-]+; Expires=[^;]+ GMT; Path=\/$/),
    expect.stringMatching(/^AWSALBTGCORS=[\w-]+; Expires=[^;]+ GMT; Path=\/; SameSite=None; Secure$/),
  ]);
  const Cookie = cookies[0]?.split(';')[0];
  path.apply(scene(0, 1));
  expect((await httpCall(port, { headers: { Cookie } })).body).toBe('blue');
  expect((await httpCall(port)).body).toBe('green');
  path.apply(scene(0, 1, ['green']));
  expect((await httpCall(port, { headers: { Cookie } })).body).toBe('green');
});
