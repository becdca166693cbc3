import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';

async function rollout(options: { readonly speed?: number; readonly awsTiming?: boolean }) {
  const world = await SimulatedWorld.start(options);
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 1 });
  await world.advance(60_000);
  await web.update({ forceNewDeployment: true });
  return { world, web };
}

/** When the rollout was complete, in milliseconds from its start. */
async function completedAfter(web: ServiceUnderTest): Promise<number | undefined> {
  return (await web.timeline(600_000)).find(
    ([, ...lines]) => lines[1]?.endsWith('COMPLETED') && lines.length === 2,
  )?.[0];
}

test.each([
  { timing: {}, ms: 500 },
  { timing: { awsTiming: true }, ms: 40_000 },
  { timing: { awsTiming: true, speed: 10 }, ms: 4000 },
  { timing: { speed: 1000 }, ms: 40 },
])('count a task without health checks as healthy after $ms ms with $timing', async ({ timing, ms }) => {
  const { world, web } = await rollout(timing);
  await using _world = world;
  expect(await completedAfter(web)).toBe(ms);
});

test.each([
  { timing: {}, ms: 200 },
  { timing: { awsTiming: true }, ms: 30_200 },
  { timing: { awsTiming: true, speed: 10 }, ms: 3200 },
])('complete a rollout behind a load balancer after $ms ms with $timing', async ({ timing, ms }) => {
  await using world = await SimulatedWorld.start(timing);
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer(30);
  await web.create({
    desiredCount: 1,
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  });
  await world.advance(60_000);
  await web.update({ forceNewDeployment: true });
  expect(await completedAfter(web)).toBe(ms);
  expect(await web.targetStates(targetGroupArn)).toEqual(['healthy']);
});

test('let a busy target drain for its whole deregistration delay, and no longer', async () => {
  await using world = await SimulatedWorld.start({ speed: 2 });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer(30);
  await web.create({
    desiredCount: 1,
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  });
  await world.advance(60_000);
  const [task] = await web.tasks();
  world.dataPath.keepBusy(task?.containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address ?? '');
  await web.update({ desiredCount: 0 });
  await world.advance(14_999);
  expect((await web.tasks()).map(({ lastStatus }) => lastStatus)).toEqual(['DEACTIVATING']);
  expect(await web.targetStates(targetGroupArn)).toEqual(['draining']);
  await world.advance(1);
  expect((await web.tasks()).map(({ lastStatus }) => lastStatus)).toEqual(['STOPPED']);
  expect(await web.targetStates(targetGroupArn)).toEqual([]);
});

test.each([
  { speed: 1, ms: 30_000 },
  { speed: 10, ms: 3000 },
])('ask a container for its health every $ms ms at speed $speed', async ({ speed, ms }) => {
  await using world = await SimulatedWorld.start({ speed });
  const web = await ServiceUnderTest.in(world);
  await web.register({ healthCheck: { command: ['CMD', 'true'] } });
  await web.create({ desiredCount: 1 });
  expect(await completedAfter(web)).toBe(ms);
});

test.each([
  { timing: {}, afterMs: 0, state: 'active' },
  { timing: { awsTiming: true }, afterMs: 119_999, state: 'provisioning' },
  { timing: { awsTiming: true }, afterMs: 120_000, state: 'active' },
])('show a load balancer as $state after $afterMs ms with $timing', async ({ timing, afterMs, state }) => {
  await using world = await SimulatedWorld.start(timing);
  const web = await ServiceUnderTest.in(world);
  await web.loadBalancer();
  await world.advance(afterMs);
  const { LoadBalancers } = await new ElasticLoadBalancingV2Client(world.client).send(
    new DescribeLoadBalancersCommand({}),
  );
  expect(LoadBalancers?.map(({ State }) => State?.Code)).toEqual([state]);
});

test('divide the retention of stopped tasks and the backoff of failing starts by the speed', async () => {
  await using world = await SimulatedWorld.start({
    speed: 10,
    images: { broken: { pull: { fails: 'no such image' } } },
  });
  const web = await ServiceUnderTest.in(world);
  await web.register({ image: 'broken' });
  await web.create({ desiredCount: 1 });
  await world.advance(10_000);
  const tasks = await web.tasks();
  const first = Number(tasks[0]?.createdAt);
  expect(tasks.map(({ createdAt }) => Number(createdAt) - first)).toEqual([0, 0, 0, 1000, 3000, 7000]);
  await world.advance(350_000 - 1);
  expect((await web.tasks())[0]?.taskArn).toBe(tasks[0]?.taskArn);
  await world.advance(1);
  expect((await web.tasks())[0]?.taskArn).not.toBe(tasks[0]?.taskArn);
});
