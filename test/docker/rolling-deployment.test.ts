import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type Task, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConstantLoad, type LoadCounts } from '../../emulator/demo/constant-load.ts';
import { shop } from '../../emulator/demo/shop.ts';
import { until } from '../../emulator/demo/until.ts';
import {
  describeShop,
  describeTasks,
  taskId,
  untilAllHealthy,
  untilStable,
} from '../../emulator/demo/watch.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { CapacityWatch, type SeenCapacity } from '../support/docker/capacity-watch.ts';
import { nodeProgram } from '../support/docker/container/node-program.ts';
import { type ShopWorld, startShopWorld } from '../support/docker/shop-world.ts';

// Deployment after deployment of one service under load; each test leaves three healthy tasks to the next.
const replicas = 3;
const requestsPerSecond = 100;
const cleanUp = new Disposal();
let world: ShopWorld;

beforeAll(async () => {
  world = cleanUp.use(await startShopWorld({ desiredCount: replicas, speed: 2 }));
  await untilAllHealthy(world.clients, world.shop.targetGroupArn, replicas);
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

test('a rolling update fails no request and keeps within both percentages at every instant', async () => {
  const old = await describeTasks(world.clients);
  // Longer than the whole deployment would take: old tasks have to wait for it.
  const inFlight = Array.from({ length: 2 * replicas }, () => fetch(`${world.appUrl}slow?ms=2500`));
  const { load, capacity } = await underLoad(async () => {
    await update({ taskDefinition: await world.register('2') });
    await untilStable(world.clients);
  });
  expect({ ...load, sent: load.sent > 0, byVersion: Object.keys(load.byVersion) }).toEqual({
    sent: true,
    failed: 0,
    byVersion: ['1', '2'],
  });
  expect(capacity.mostRunningAndPending).toBeLessThanOrEqual(2 * replicas);
  expect(capacity.fewestRunning).toBeGreaterThanOrEqual(replicas);
  expect(capacity.fewestHealthyTargets).toBeGreaterThanOrEqual(replicas);
  expect((await Promise.all(inFlight)).map(({ status }) => status)).toEqual(Array(2 * replicas).fill(200));
  for (const task of old) expect(await endOf(task)).toEqual(gracefulEnd);
  const stopped = (await describeTasks(world.clients, 'STOPPED')).filter(isOneOf(old));
  expect(stopped.map(({ stopCode, containers }) => [stopCode, containers?.[0]?.exitCode])).toEqual(
    Array(replicas).fill(['ServiceSchedulerInitiated', 0]),
  );
});

test('with 50/100 a rolling update never exceeds the desired count and goes below it by half at most', async () => {
  const { load, capacity } = await underLoad(async () => {
    await update({
      taskDefinition: await world.register('3'),
      deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100 },
      availabilityZoneRebalancing: 'DISABLED',
    });
    await untilStable(world.clients);
  });
  expect(load.failed).toBe(0);
  // ceil(3 x 50 %) = 2 stay, so one goes at a time.
  expect(capacity).toEqual({ mostRunningAndPending: replicas, fewestRunning: 2, fewestHealthyTargets: 2 });
  await update({ deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 } });
});

test('a revision whose image does not exist takes no traffic and costs no old task', async () => {
  const old = await describeTasks(world.clients);
  const { load, capacity } = await underLoad(async () => {
    // Nobody listens there: the engine says so without a network.
    const broken = await world.register('broken', { image: '127.0.0.1:9/no-such-image:1' });
    await update({ taskDefinition: broken });
    const failed = await untilFailed(broken);
    expect(failed.stopCode).toBe('TaskFailedToStart');
    expect(failed.stoppedReason).toMatch(
      /^CannotPullContainerError: pull image manifest has been retried 1 time\(s\): failed to resolve ref 127\.0\.0\.1:9\/no-such-image:1: /,
    );
  });
  await expectUntouched(old, { load, capacity });
});

test('a revision that fails its health check takes no traffic and costs no old task', async () => {
  const old = await describeTasks(world.clients);
  const { load, capacity } = await underLoad(async () => {
    const answersButHealth = nodeProgram(`require('node:http').createServer((request, response) => {
      response.writeHead(request.url === '/health' ? 500 : 200).end('{"version":"broken"}');
    }).listen(8080); process.on('SIGTERM', () => process.exit(0))`);
    const broken = await world.register('broken', { container: answersButHealth });
    await update({ taskDefinition: broken });
    const failed = await untilFailed(broken);
    expect([failed.stopCode, failed.stoppedReason]).toEqual([
      'ServiceSchedulerInitiated',
      `Task failed ELB health checks in (target-group ${world.shop.targetGroupArn})`,
    ]);
  });
  await expectUntouched(old, { load, capacity });
  expect((await describeShop(world.clients)).events?.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(
      /^\(service shop\) \(task [0-9a-f]{32}\) \(port 8080\) is unhealthy in \(target-group .*\) due to \(reason Health checks failed with these codes: \[500\]\)$/,
    ),
  );
});

/** Runs `act` under constant load and close observation, to the end of both. */
async function underLoad(
  act: () => Promise<void>,
): Promise<{ readonly load: LoadCounts; readonly capacity: SeenCapacity }> {
  const load = new ConstantLoad(world.appUrl, requestsPerSecond);
  const watch = new CapacityWatch(world.clients, world.shop.targetGroupArn);
  try {
    await act();
  } finally {
    await Promise.all([load.stop(), watch.stop()]);
  }
  return { load: await load.stop(), capacity: await watch.stop() };
}

/** What a broken revision must leave as it was; then goes back to a good one. */
async function expectUntouched(
  old: readonly Task[],
  { load, capacity }: { readonly load: LoadCounts; readonly capacity: SeenCapacity },
): Promise<void> {
  expect({ failed: load.failed, versions: Object.keys(load.byVersion) }).toEqual({
    failed: 0,
    versions: ['3'],
  });
  expect(capacity.mostRunningAndPending).toBeLessThanOrEqual(2 * replicas);
  expect([capacity.fewestRunning >= replicas, capacity.fewestHealthyTargets]).toEqual([true, replicas]);
  const kept = (await describeTasks(world.clients)).filter(isOneOf(old));
  expect(kept.map(({ taskArn, lastStatus }) => [taskArn, lastStatus]).sort()).toEqual(
    old.map(({ taskArn }) => [taskArn, 'RUNNING']).sort(),
  );
  await update({ taskDefinition: `${shop.family}:3` });
  await untilStable(world.clients);
}

async function update(change: Partial<UpdateServiceCommand['input']>): Promise<void> {
  await world.clients.ecs.send(
    new UpdateServiceCommand({ cluster: shop.cluster, service: shop.service, ...change }),
  );
}

function untilFailed(taskDefinitionArn: string): Promise<Task> {
  return until('a task of the broken revision has stopped', async () => {
    const tasks = await describeTasks(world.clients, 'STOPPED');
    return tasks.find(
      (task) => task.taskDefinitionArn === taskDefinitionArn && task.lastStatus === 'STOPPED',
    );
  });
}

function isOneOf(tasks: readonly Task[]): (task: Task) => boolean {
  const ids = new Set(tasks.map(taskId));
  return (task) => ids.has(taskId(task));
}

const gracefulEnd = [
  expect.stringMatching(/^GET \/slow\?ms=2500 200 /),
  expect.stringMatching(/^GET \/slow\?ms=2500 200 /),
  'SIGTERM: finishing requests in flight',
  'sample app stopped',
];

/** What a task's log says of slow requests and of its end. */
async function endOf(task: Task): Promise<(string | undefined)[]> {
  const { events = [] } = await world.clients.logs.send(
    new FilterLogEventsCommand({
      logGroupName: shop.logGroup,
      logStreamNames: [`shop/${shop.container}/${taskId(task)}`],
      filterPattern: '?slow ?SIGTERM ?stopped',
    }),
  );
  return events.map(({ message }) => message);
}
