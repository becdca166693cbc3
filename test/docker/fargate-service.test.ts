import { createHash } from 'node:crypto';
import { FilterLogEventsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteClusterCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shop } from '../../emulator/demo/shop.ts';
import { until } from '../../emulator/demo/until.ts';
import {
  addressOf,
  describeTasks,
  healthyTargets,
  taskId,
  untilAllHealthy,
  untilStable,
} from '../../emulator/demo/watch.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { askApp } from '../support/docker/ask-app.ts';
import { type ShopWorld, startShopWorld } from '../support/docker/shop-world.ts';

// One service's life, step after step: each test goes on where the one before it ended.
const replicas = 3;
const cleanUp = new Disposal();
let world: ShopWorld;

beforeAll(async () => {
  world = cleanUp.use(await startShopWorld({ desiredCount: replicas }));
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

test('the healthy targets are the addresses of the three running tasks', async () => {
  const tasks = await describeTasks(world.clients);
  expect(
    tasks.map(({ lastStatus, desiredStatus, connectivity }) => [lastStatus, desiredStatus, connectivity]),
  ).toEqual(Array(replicas).fill(['RUNNING', 'RUNNING', 'CONNECTED']));
  const targets = await healthyTargets(world.clients, world.shop.targetGroupArn);
  expect(targets.sort()).toEqual(tasks.map(addressOf).sort());
  expect(new Set(targets).size).toBe(replicas);
});

test('requests through the load balancer alternate between the tasks', async () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 4 * replicas; i++) {
    const { hostname } = await askApp(world.appUrl);
    counts.set(hostname, (counts.get(hostname) ?? 0) + 1);
  }
  expect([...counts.values()]).toEqual(Array(replicas).fill(4));
});

test('the container has the SecureString and the key of the JSON secret in its environment', async () => {
  const answer = await fetch(`${world.appUrl}secrets?show=1`);
  expect(await answer.json()).toEqual({
    DB_PASSWORD: sha256('correct horse'),
    PAYMENT_KEY: sha256('battery staple'),
  });
});

test('the log shows what a running app prints, from its first line on', async () => {
  const [task] = await describeTasks(world.clients);
  const logStreamName = streamOf(task);
  await fetch(`${world.appUrl}no-such-page`);
  const lines = await until('every stream tells of health checks', async () => {
    const { events = [] } = await world.clients.logs.send(
      new GetLogEventsCommand({ logGroupName: shop.logGroup, logStreamName, startFromHead: true }),
    );
    return events.length > 1 ? events.map(({ message }) => message) : undefined;
  });
  expect(lines[0]).toBe('sample app version 1 listening on port 8080');
  expect(lines[1]).toMatch(/^GET \/health 200 [0-9.]+ms$/);
  const found = await until('one task has told of the request', async () => {
    const { events = [] } = await world.clients.logs.send(
      new FilterLogEventsCommand({ logGroupName: shop.logGroup, filterPattern: '"no-such-page 404"' }),
    );
    return events[0];
  });
  expect((await describeTasks(world.clients)).map(streamOf)).toContain(found.logStreamName);
});

test('a task whose container is killed is drained, told apart by stop code and reason, and replaced', async () => {
  const { clients, engine } = world;
  const before = await describeTasks(clients);
  const [victim] = before;
  await engine.run({ method: 'POST', path: `/containers/${victim?.containers?.[0]?.runtimeId}/kill` });
  const stopped = await untilStopped(victim);
  expect(stopped).toMatchObject({
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ lastStatus: 'STOPPED', exitCode: 137 }],
  });
  const targets = await untilAllHealthy(clients, world.shop.targetGroupArn, replicas);
  const after = await describeTasks(clients);
  const kept = before.map(taskId).filter((id) => id !== taskId(victim ?? {}));
  expect(after.map(taskId)).toEqual(expect.arrayContaining(kept));
  expect(after.map(addressOf).sort()).toEqual(targets.sort());
});

test('scaling to zero leaves no task and answers 503; scaling back serves again', async () => {
  const { clients } = world;
  await scaleTo(0);
  expect(await describeTasks(clients)).toEqual([]);
  expect((await fetch(world.appUrl)).status).toBe(503);
  await scaleTo(replicas);
  await untilAllHealthy(clients, world.shop.targetGroupArn, replicas);
  expect(await askApp(world.appUrl)).toMatchObject({ version: '1' });
});

test('a standalone task runs until it is stopped, and its program is given time to end', async () => {
  const { tasks: [task] = [] } = await world.clients.ecs.send(
    new RunTaskCommand({
      cluster: shop.cluster,
      taskDefinition: shop.family,
      launchType: 'FARGATE',
      networkConfiguration: world.shop.network,
    }),
  );
  // A program that is signalled before it has set up its handler ignores the signal, being process 1.
  await until('the task has printed its first line', () => firstLine(task));
  await world.clients.ecs.send(
    new StopTaskCommand({ cluster: shop.cluster, task: task?.taskArn, reason: 'enough' }),
  );
  expect(await untilStopped(task)).toMatchObject({
    stopCode: 'UserInitiated',
    stoppedReason: 'enough',
    containers: [{ exitCode: 0 }],
  });
});

test('deleting the service and the cluster leaves nothing in the engine, no network either', async () => {
  const { ecs } = world.clients;
  expect((await world.leftovers()).networks).toHaveLength(1);
  const tasks = await describeTasks(world.clients);
  await ecs.send(new DeleteServiceCommand({ cluster: shop.cluster, service: shop.service, force: true }));
  await Promise.all(tasks.map(untilStopped));
  const { services } = await ecs.send(
    new DescribeServicesCommand({ cluster: shop.cluster, services: [shop.service] }),
  );
  expect(services).toMatchObject([{ status: 'INACTIVE', desiredCount: 0, runningCount: 0 }]);
  const { cluster } = await ecs.send(new DeleteClusterCommand({ cluster: shop.cluster }));
  expect(cluster?.status).toBe('INACTIVE');
  await until('nothing is left in the engine', async () => {
    const { containers, networks } = await world.leftovers();
    return containers.length + networks.length === 0 ? true : undefined;
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function streamOf(task: Task | undefined): string {
  return `shop/${shop.container}/${taskId(task ?? {})}`;
}

async function firstLine(task: Task | undefined): Promise<string | undefined> {
  const { events = [] } = await world.clients.logs.send(
    new FilterLogEventsCommand({ logGroupName: shop.logGroup, logStreamNames: [streamOf(task)] }),
  );
  return events[0]?.message;
}

async function untilStopped({ taskArn = '' }: Task = {}): Promise<Task> {
  return until(`${taskArn} is STOPPED`, async () => {
    const { tasks: [task] = [] } = await world.clients.ecs.send(
      new DescribeTasksCommand({ cluster: shop.cluster, tasks: [taskArn] }),
    );
    return task?.lastStatus === 'STOPPED' ? task : undefined;
  });
}

async function scaleTo(desiredCount: number): Promise<void> {
  await world.clients.ecs.send(
    new UpdateServiceCommand({ cluster: shop.cluster, service: shop.service, desiredCount }),
  );
  await untilStable(world.clients);
}
