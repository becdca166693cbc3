import { Agent } from 'node:http';
import { expect, test } from 'vitest';
import { startDataPath } from '../../support/data-path/data-path.ts';
import { httpCall } from '../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../support/data-path/http-target.ts';
import { rawClient } from '../../support/data-path/raw-client.ts';
import { routeTo } from '../../support/data-path/route-to.ts';
import { until } from '../../support/until.ts';

const unavailable = [
  '<html>',
  '<head><title>503 Service Temporarily Unavailable</title></head>',
  '<body>',
  '<center><h1>503 Service Temporarily Unavailable</h1></center>',
  '</body>',
  '</html>',
  '',
].join('\r\n');

/** A target that answers with its name. */
function named(name: string) {
  return startHttpTarget((_request, response) => response.end(name));
}

async function bodies(port: number, count: number): Promise<string[]> {
  const answers: string[] = [];
  for (let i = 0; i < count; i += 1) answers.push((await httpCall(port)).body);
  return answers;
}

test('gives requests to healthy targets in turn', async () => {
  await using a = await named('a');
  await using b = await named('b');
  await using c = await named('c');
  const sick = routeTo(c.port, {
    lastKnownHealth: { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' },
  });
  await using path = startDataPath({ groups: { tg: [a.route, b.route, sick] } });
  const port = await path.port();
  const answers = await bodies(port, 6);
  expect(answers.toSorted()).toEqual(['a', 'a', 'a', 'b', 'b', 'b']);
  expect(answers.slice(0, 2)).toEqual(answers.slice(2, 4));
});

test('fails open to all registered targets when none is healthy, and never to a draining one', async () => {
  await using a = await named('a');
  await using b = await named('b');
  await using c = await named('c');
  const initial = { lastKnownHealth: { state: 'initial', reason: 'Elb.InitialHealthChecking' } } as const;
  await using path = startDataPath({
    groups: {
      tg: [routeTo(a.port, initial), routeTo(b.port, initial), routeTo(c.port, { state: 'draining' })],
    },
    // Probes that can never pass keep it so.
    healthCheck: { protocol: 'HTTP', matcher: '499' },
  });
  const answers = await bodies(await path.port(), 4);
  expect(answers.toSorted()).toEqual(['a', 'a', 'b', 'b']);
});

test('forwards by weight, and a weight of zero gets nothing', async () => {
  await using blue = await named('blue');
  await using green = await named('green');
  const forward = (blueWeight: number, greenWeight: number) => ({
    listeners: [
      {
        defaultAction: {
          type: 'forward' as const,
          targetGroups: [
            { targetGroupArn: 'blue', weight: blueWeight },
            { targetGroupArn: 'green', weight: greenWeight },
          ],
        },
      },
    ],
    groups: { blue: [blue.route], green: [green.route] },
  });
  await using path = startDataPath(forward(1, 0));
  const port = await path.port();
  expect(await bodies(port, 3)).toEqual(['blue', 'blue', 'blue']);
  path.apply(forward(0, 1));
  expect(await bodies(port, 3)).toEqual(['green', 'green', 'green']);
  path.apply(forward(0, 0));
  expect((await httpCall(port)).status).toBe(503);
});

test("answers 503 with AWS's page when no target is registered", async () => {
  await using path = startDataPath({ groups: { tg: [] } });
  const { status, statusText, headers, body } = await httpCall(await path.port(), {
    headers: { Connection: 'keep-alive' },
  });
  const { date, 'keep-alive': _, ...rest } = headers;
  expect({
    status,
    statusText,
    rest,
    body,
    bytes: body.length,
    dated: Number.isFinite(Date.parse(String(date))),
  }).toEqual({
    status: 503,
    statusText: 'Service Temporarily Unavailable',
    rest: {
      server: 'awselb/2.0',
      'content-type': 'text/html',
      'content-length': '162',
      connection: 'keep-alive',
    },
    body: unavailable,
    bytes: 162,
    dated: true,
  });
});

test('answers with a fixed response by itself', async () => {
  await using path = startDataPath({
    listeners: [
      {
        defaultAction: {
          type: 'fixed-response',
          statusCode: 404,
          contentType: 'application/json',
          messageBody: '{"message":"ü"}',
        },
      },
    ],
  });
  const { status, headers, body } = await httpCall(await path.port());
  expect([status, headers.server, headers['content-type'], headers['content-length'], body]).toEqual([
    404,
    'awselb/2.0',
    'application/json; charset=utf-8',
    '16',
    Buffer.from('{"message":"ü"}').toString('latin1'),
  ]);
});

test('tells two load balancers on one port apart by Host, and gives the rest to the older one', async () => {
  await using a = await named('a');
  await using b = await named('b');
  const forwardTo = (arn: string) =>
    ({ type: 'forward', targetGroups: [{ targetGroupArn: arn, weight: 1 }] }) as const;
  const old = { listenerArn: 'old', dnsName: 'Old-1.elb.amazonaws.com', defaultAction: forwardTo('a') };
  const young = {
    listenerArn: 'young',
    dnsName: 'young-2.elb.amazonaws.com',
    loadBalancerCreatedAtMs: 5,
    defaultAction: forwardTo('b'),
  };
  await using path = startDataPath({ listeners: [young, old], groups: { a: [a.route], b: [b.route] } });
  const port = await path.port('old');
  expect(await path.port('young')).toBe(port);
  const answers: Record<string, string> = {};
  for (const Host of [`old-1.elb.amazonaws.com:${port}`, 'YOUNG-2.elb.amazonaws.com', `127.0.0.1:${port}`])
    answers[Host.replace(String(port), 'port')] = (await httpCall(port, { headers: { Host } })).body;
  expect(answers).toEqual({
    'old-1.elb.amazonaws.com:port': 'a',
    'YOUNG-2.elb.amazonaws.com': 'b',
    '127.0.0.1:port': 'a',
  });
});

test('takes the authority and the path of an absolute-form request line', async () => {
  await using target = await startHttpTarget((request, response) =>
    response.end(JSON.stringify([request.url, request.headers.host])),
  );
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const port = await path.port();
  const { body } = await httpCall(port, {
    path: 'http://shop.example.com:81/a/b?c=d',
    headers: { Host: 'other.example.com' },
  });
  expect(JSON.parse(body)).toEqual(['/a/b?c=d', 'shop.example.com:81']);
});

test("gives a request without a Host the load balancer's own name", async () => {
  await using target = await startHttpTarget((request, response) => response.end(request.headers.host));
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const port = await path.port();
  await using client = await rawClient(port, 'GET / HTTP/1.0\r\n\r\n');
  expect(await client.closed()).toContain(`\r\n\r\nweb-1234567890.us-east-1.elb.amazonaws.com:${port}`);
});

test('keeps connections to targets and takes the same one for the next request', async () => {
  await using target = await startHttpTarget();
  await using path = startDataPath({
    groups: { tg: [target.route] },
    healthCheck: { enabled: false },
  });
  const port = await path.port();
  for (let i = 0; i < 5; i += 1) await httpCall(port);
  expect([target.seen.length, target.accepted.length]).toEqual([5, 1]);
});

test('ends a client connection with its next answer once client_keep_alive has passed', async () => {
  await using target = await startHttpTarget();
  await using path = startDataPath({
    listeners: [{ clientKeepAliveMs: 0 }],
    groups: { tg: [target.route] },
  });
  const { headers } = await httpCall(await path.port(), { headers: { Connection: 'keep-alive' } });
  expect(headers.connection).toBe('close');
});

test('a draining target finishes what it has and gets nothing new; drained is said once', async () => {
  const held: { answer?: () => void } = {};
  await using a = await startHttpTarget((request, response) => {
    if (request.url === '/held') held.answer = () => response.end('held');
    else response.end('a');
  });
  await using b = await named('b');
  await using path = startDataPath({ groups: { tg: [a.route] } });
  const port = await path.port();
  const pending = httpCall(port, { path: '/held' });
  const answer = await until('the request is held', () => held.answer);
  const draining = { groups: { tg: [routeTo(a.port, { state: 'draining' }), b.route] } };
  path.apply(draining);
  expect(await bodies(port, 4)).toEqual(['b', 'b', 'b', 'b']);
  expect(path.drained).toEqual([]);
  answer();
  expect((await pending).body).toBe('held');
  await until('drained is reported', () => path.drained.length > 0);
  path.apply(draining);
  await bodies(port, 2);
  expect(path.drained).toEqual([a.route.key]);
  expect(a.accepted.every(({ destroyed, readableEnded }) => destroyed || readableEnded)).toBe(true);
});

test('cuts what is left with 502 when a draining target is removed, and reports nothing of it any more', async () => {
  await using a = await startHttpTarget(() => {});
  await using path = startDataPath({ groups: { tg: [a.route] } });
  const port = await path.port();
  const pending = httpCall(port);
  await until('the request is there', () => a.seen.length === 1);
  path.apply({ groups: { tg: [routeTo(a.port, { state: 'draining' })] } });
  path.apply({ groups: { tg: [] } });
  const { status, headers } = await pending;
  expect([status, headers.server]).toEqual([502, 'awselb/2.0']);
  await httpCall(port);
  expect(path.drained).toEqual([]);
});

test('drops no request while targets come, drain and go and listeners change under load', async () => {
  const names = ['a', 'b', 'c', 'd'];
  const targets = await Promise.all(names.map((name) => named(name)));
  await using path = startDataPath({ groups: { tg: targets.slice(0, 1).map(({ route }) => route) } });
  const port = await path.port();
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const statuses = new Map<number | string, number>();
  let stop = false;
  const client = async () => {
    while (!stop) {
      const status = await httpCall(port, { agent, method: 'POST', body: 'x' }).then(
        (answer) => answer.status,
        (error: Error) => error.message,
      );
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  const clients = Array.from({ length: 8 }, client);
  const done = () => [...statuses.values()].reduce((sum, count) => sum + count, 0);
  for (let round = 0; round < 24; round += 1) {
    const oldKey = targets[round % targets.length]?.route.key ?? '';
    const fresh = targets[(round + 1) % targets.length]?.route;
    const old = targets[round % targets.length]?.route;
    if (fresh === undefined || old === undefined) throw new Error('no targets');
    const begun = done();
    const listeners = [{ idleTimeoutMs: 60_000 + round }];
    const registered = { ...fresh, registeredAtMs: round + 1 };
    path.apply({ listeners, groups: { tg: [old, registered] } });
    await until('requests pass over both', () => done() > begun + 10);
    path.drained.length = 0;
    path.apply({ listeners, groups: { tg: [{ ...old, state: 'draining' }, registered] } });
    await until('the old target is drained', () => path.drained.includes(oldKey));
    path.apply({ listeners, groups: { tg: [registered] } });
    await until('requests pass over the new one', () => done() > begun + 30);
  }
  stop = true;
  await Promise.all(clients);
  agent.destroy();
  expect([...statuses.keys()]).toEqual([200]);
  expect(done()).toBeGreaterThan(700);
  for (const target of targets) {
    expect(target.seen.length).toBeGreaterThan(0);
    await target[Symbol.asyncDispose]();
  }
});
