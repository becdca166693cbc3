import { ListClustersCommand, type Task } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shop } from '../../emulator/demo/shop.ts';
import { until } from '../../emulator/demo/until.ts';
import { describeTasks, taskId, untilAllHealthy } from '../../emulator/demo/watch.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { askApp } from '../support/docker/ask-app.ts';
import { drydockCommand } from '../support/docker/drydock-command.ts';
import { logLines } from '../support/docker/log-lines.ts';
import { runProgram } from '../support/docker/run-program.ts';
import { type ShopWorld, startShopWorld } from '../support/docker/shop-world.ts';
import { untilStatus, untilTask } from '../support/docker/until-task.ts';
import { EngineProxy } from '../support/engine/engine-proxy.ts';

const replicas = 2;
const cleanUp = new Disposal();
let proxy: EngineProxy;
let world: ShopWorld;
let counter: Task;

beforeAll(async () => {
  proxy = cleanUp.use(await EngineProxy.start());
  world = cleanUp.use(await startShopWorld({ desiredCount: replicas, socketPath: proxy.socketPath }));
  await untilAllHealthy(world.clients, world.shop.targetGroupArn, replicas);
  const [task = {}] = await runProgram(world.clients, world.shop, {
    family: 'counter',
    source: countingLines,
  });
  counter = await untilStatus(world.clients, task, 'RUNNING');
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

test('without its engine Drydock answers, shows its tasks disconnected, and serves on', async () => {
  await proxy.cut();
  await Promise.all(
    [...(await describeTasks(world.clients)), counter].map((task) =>
      untilTask(
        world.clients,
        task,
        'is DISCONNECTED',
        ({ connectivity }) => connectivity === 'DISCONNECTED',
      ),
    ),
  );
  const tasks = await describeTasks(world.clients);
  expect(tasks.map(({ lastStatus, desiredStatus }) => [lastStatus, desiredStatus])).toEqual(
    Array(replicas).fill(['RUNNING', 'RUNNING']),
  );
  const { clusterArns } = await world.clients.ecs.send(new ListClustersCommand({}));
  expect(clusterArns).toEqual([`arn:aws:ecs:us-east-1:000000000000:cluster/${shop.cluster}`]);
  expect(await askApp(world.appUrl)).toMatchObject({ version: '1' });
});

test('a task that is asked for meanwhile is started once the engine is back', async () => {
  const [waiting = {}] = await runProgram(world.clients, world.shop, {
    family: 'late',
    source: countingLines,
  });
  const dying = (await describeTasks(world.clients))[0] ?? {};
  await world.engine.run({ method: 'POST', path: `/containers/${dying.containers?.[0]?.runtimeId}/kill` });
  // A warm sandbox gives it a network without the engine.
  const isWaiting = ({ lastStatus = '' }: Task) => ['PROVISIONING', 'PENDING'].includes(lastStatus);
  expect(await untilTask(world.clients, waiting, 'waits', isWaiting)).toMatchObject({
    desiredStatus: 'RUNNING',
  });
  await proxy.join();
  await untilStatus(world.clients, waiting, 'RUNNING');
  await untilTask(world.clients, counter, 'is CONNECTED', ({ connectivity }) => connectivity === 'CONNECTED');
  expect(await untilStatus(world.clients, dying, 'STOPPED')).toMatchObject({
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ exitCode: 137 }],
  });
});

test('a service that lost a task meanwhile comes back to its desired count', async () => {
  const targets = await untilAllHealthy(world.clients, world.shop.targetGroupArn, replicas);
  const tasks = await describeTasks(world.clients);
  expect(tasks.map(({ lastStatus, connectivity }) => [lastStatus, connectivity])).toEqual(
    Array(replicas).fill(['RUNNING', 'CONNECTED']),
  );
  expect(targets).toHaveLength(replicas);
});

test('the log of a container that went on printing has no hole and nothing twice', async () => {
  const stream = `counter/program/${taskId(counter)}`;
  const soFar = (await logLines(world.clients, stream)).length;
  const lines = await until('the log goes on', async () => {
    const all = await logLines(world.clients, stream);
    return all.length > soFar + 100 ? all : undefined;
  });
  expect(lines).toEqual(lines.map((_, index) => `line ${index}`));
});

test('where no engine answers Drydock ends with one sentence that says what to do', async () => {
  const socket = `${proxy.socketPath}.none`;
  expect(
    await drydockCommand(['start', '--in-memory', '--port', '0'], { DOCKER_HOST: `unix://${socket}` }),
  ).toEqual({
    code: 1,
    stdout: '',
    stderr: `drydock: No Docker engine answers at unix://${socket} (ENOENT): install Docker Engine 20.10 or newer and start it, or set DOCKER_HOST to where it listens.\n`,
  });
});

const countingLines = `let count = 0;
  setInterval(() => console.log('line ' + count++), 5);
  process.on('SIGTERM', () => process.exit(0));`;
