import { expect, test } from 'vitest';
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
