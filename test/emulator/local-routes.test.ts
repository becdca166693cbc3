import { expect, test } from 'vitest';
import type { TrafficMinute } from '../../emulator/load-balancer/traffic/traffic-minute.ts';
import { networkTargetGroup } from '../support/system/network-target-group.ts';
import { ServiceUnderTest } from '../support/system/service-under-test.ts';
import { SimulatedWorld } from '../support/system/simulated-world.ts';

test('answer that it runs, on what, and which services it has', async () => {
  await using world = await SimulatedWorld.start();
  const answer = await fetch(`${world.emulator.endpoint}/_drydock/health`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    status: 'running',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    runtime: 'simulated',
    services: {
      ecs: 'available',
      elasticloadbalancing: 'available',
      acm: 'available',
      ec2: 'available',
      ssm: 'available',
      secretsmanager: 'available',
      iam: 'available',
      logs: 'available',
      sts: 'available',
    },
  });
});

test('tell where each listener really listens', async () => {
  await using world = await SimulatedWorld.start();
  const listeners = async () => (await fetch(`${world.emulator.endpoint}/_drydock/listeners`)).json();
  expect(await listeners()).toEqual({ listeners: [] });
  await (await ServiceUnderTest.in(world)).loadBalancer();
  await world.advance(10);
  expect(await listeners()).toEqual({
    listeners: [
      {
        listenerArn: expect.stringMatching(
          /^arn:aws:elasticloadbalancing:us-east-1:000000000000:listener\/app\/web\/[0-9a-f]{16}\/[0-9a-f]{16}$/,
        ),
        port: 8080,
        loadBalancerName: 'web',
        dnsName: expect.stringMatching(/^web-\d+\.us-east-1\.elb\.localhost$/),
        url: expect.stringMatching(/^http:\/\/web-\d+\.us-east-1\.elb\.localhost:8080\/$/),
        bound: { state: 'listening', port: 8080, addresses: ['127.0.0.1'] },
      },
    ],
  });
});

test('reach the listeners of network load balancers as localhost, which every program knows', async () => {
  await using world = await SimulatedWorld.start();
  await networkTargetGroup(world, 'TCP');
  await world.advance(10);
  const answer = await fetch(`${world.emulator.endpoint}/_drydock/listeners`);
  expect(await answer.json()).toMatchObject({
    listeners: [{ loadBalancerName: 'net', port: 53, url: 'tcp://localhost:53' }],
  });
});

test('tell the health of each target, and what it said to its last check', async () => {
  await using world = await SimulatedWorld.start();
  const targets = async () => (await fetch(`${world.emulator.endpoint}/_drydock/targets`)).json();
  expect(await targets()).toEqual({ targets: [] });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  await web.create({
    desiredCount: 1,
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  });
  await world.clock.runUntil(() => world.dataPath.targets.length === 1);
  const [targetKey = ''] = world.dataPath.targets;
  world.dataPath.probes = [
    {
      ...{ targetGroupArn, targetKey },
      probe: { atMs: world.clock.now(), durationMs: 7, answer: { statusCode: 503 } },
    },
  ];
  const sentAt = new Date(world.clock.now()).toISOString();
  await world.advance(100);
  expect(await targets()).toEqual({
    targets: [
      {
        ...{ targetGroupArn, id: targetKey.replace(/:80$/, ''), port: 80, state: 'initial' },
        reason: 'Elb.InitialHealthChecking',
        description: 'Initial health checks in progress',
        lastCheck: { sentAt, durationMs: 7, answer: '503' },
      },
    ],
  });
});

test('tell what was carried in the last minutes', async () => {
  await using world = await SimulatedWorld.start();
  const now = world.clock.now();
  const minute = (startMs: number): TrafficMinute => ({
    ...{ startMs, loadBalancerArn: 'lb', requests: 3, receivedBytes: 10, sentBytes: 20 },
    ...{ elbStatuses: { 502: 1 }, targetStatuses: { 200: 2 } },
    responseTime: {
      ...{ count: 2, sumMs: 41, minMs: 10, maxMs: 31 },
      buckets: [
        [10, 1],
        [31, 1],
      ],
    },
  });
  world.dataPath.traffic = [minute(now - 600_000), minute(now - 60_000)];
  const starts = async (query: string) => {
    const answer = await fetch(`${world.emulator.endpoint}/_drydock/traffic${query}`);
    const { minutes }: { minutes: { start: string }[] } = JSON.parse(await answer.text());
    return minutes.map(({ start }) => (Date.parse(start) - now) / 60_000);
  };
  expect([await starts(''), await starts('?minutes=2'), await starts('?minutes=x&minutes=y')]).toEqual([
    [-10, -1],
    [-1],
    [-10, -1],
  ]);
  const answer = await fetch(`${world.emulator.endpoint}/_drydock/traffic?minutes=1`);
  expect(await answer.json()).toEqual({
    minutes: [
      {
        ...{ start: new Date(now - 60_000).toISOString(), loadBalancerArn: 'lb', requests: 3 },
        ...{ receivedBytes: 10, sentBytes: 20, elbStatuses: { 502: 1 }, targetStatuses: { 200: 2 } },
        responseTime: { count: 2, averageMs: 21, minMs: 10, maxMs: 31, p50Ms: 10, p90Ms: 31, p99Ms: 31 },
      },
    ],
  });
});

test('reset over HTTP', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(1000);
  const answer = await fetch(`${world.emulator.endpoint}/_drydock/reset`, { method: 'POST' });
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'reset' }]);
  expect(await world.engine.list()).toEqual([]);
});

test.each([
  { what: 'a web page of another origin', headers: { origin: 'http://evil.example' } },
  { what: 'another host name', headers: { host: 'evil.example' } },
])('let $what reset nothing', async ({ headers }) => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(1000);
  const { hostname, port } = new URL(world.emulator.endpoint);
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    request({ hostname, port, path: '/_drydock/reset', method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
  expect((await web.tasks()).length).toBe(2);
});
