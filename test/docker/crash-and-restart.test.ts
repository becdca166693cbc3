import { randomInt } from 'node:crypto';
import { StopTaskCommand, type Task, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoClients } from '../../emulator/demo/demo-clients.ts';
import { DrydockProcess } from '../../emulator/demo/drydock-process.ts';
import { buildShop, createService, registerRevision, type Shop, shop } from '../../emulator/demo/shop.ts';
import { until } from '../../emulator/demo/until.ts';
import {
  describeShop,
  describeTasks,
  listenerPort,
  taskId,
  untilAllHealthy,
  untilStable,
} from '../../emulator/demo/watch.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { labels } from '../../emulator/runtime/labels.ts';
import { sampleImage } from '../../fixtures/build-sample-image.ts';
import { askApp } from '../support/docker/ask-app.ts';
import { drydockCommand } from '../support/docker/drydock-command.ts';
import { logLines } from '../support/docker/log-lines.ts';
import { ProcessWorld } from '../support/docker/process-world.ts';
import { runProgram } from '../support/docker/run-program.ts';
import { untilStatus, untilTask } from '../support/docker/until-task.ts';
import { engineLeftovers } from '../support/engine/engine-leftovers.ts';
import { removeInstance } from '../support/engine/remove-instance.ts';

// One data directory through crash after crash. The counter runs through all of them, and its log tells of each line.
const replicas = 2;
const cleanUp = new Disposal();
let world: ProcessWorld;
let built: Shop;
let counter: Task;
let counterContainer: RunningContainer;
let port: number;

beforeAll(async () => {
  world = cleanUp.use(await ProcessWorld.start());
  // Where nobody else listens, not in the moments without Drydock either.
  built = await buildShop(world.clients, { say: () => {} }, 20_000 + randomInt(10_000));
  const [task] = await runProgram(world.clients, built, { family: 'counter', source: countingLines });
  counter = await untilStatus(world.clients, task ?? {}, 'RUNNING');
  counterContainer = await inspect(counter);
  const revision = await registerRevision(world.clients, built, { image: sampleImage, version: '1' });
  await createService(world.clients, built, revision, replicas);
  await untilAllHealthy(world.clients, built.targetGroupArn, replicas);
  await untilStable(world.clients);
  port = await listenerPort(world.endpoint, built.listenerArn);
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

test('a deployment that SIGKILL interrupts goes on to its end, its listener on the same port', async () => {
  const old = await describeTasks(world.clients);
  const before = await Promise.all(old.map(inspect));
  const revision = await registerRevision(world.clients, built, { image: sampleImage, version: '2' });
  await update({ taskDefinition: revision });
  await until('a new task is on its way', async () => {
    const tasks = await describeTasks(world.clients);
    return tasks.find(({ taskDefinitionArn }) => taskDefinitionArn === revision);
  });
  await world.end('SIGKILL');
  expect(await Promise.all(old.map(inspect))).toEqual(before);
  await world.startAgain();
  expect(await listenerPort(world.endpoint, built.listenerArn)).toBe(port);
  expect((await fetch(appUrl())).status).toBe(200);
  const service = await untilStable(world.clients);
  expect(service.deployments).toMatchObject([
    { taskDefinition: revision, rolloutState: 'COMPLETED', runningCount: replicas, failedTasks: 0 },
  ]);
  expect(service.events?.filter(({ message }) => message?.endsWith('deployment completed.'))).toHaveLength(2);
  for (let i = 0; i < 2 * replicas; i++) expect(await askApp(appUrl())).toMatchObject({ version: '2' });
  expect(await inspect(counter)).toEqual(counterContainer);
});

test('tasks whose start SIGKILL interrupts come to run, each in one container', async () => {
  const tasks = await runProgram(world.clients, built, { family: 'idle', source: runsOn, count: 3 });
  await untilTask(
    world.clients,
    tasks[0] ?? {},
    'has left PROVISIONING',
    ({ lastStatus }) => lastStatus !== 'PROVISIONING',
  );
  await world.end('SIGKILL');
  await world.startAgain();
  await Promise.all(tasks.map((task) => untilStatus(world.clients, task, 'RUNNING')));
  expect((await containersOf(tasks)).sort()).toEqual(tasks.map(({ taskArn }) => taskArn).sort());
  await Promise.all(tasks.map(stop));
  expect(await containersOf(tasks)).toEqual([]);
});

test('a task that is stopping while Drydock is away ends with its own exit code and the reason given', async () => {
  const [task = {}] = await runProgram(world.clients, built, {
    family: 'slow',
    source: endsSlowly,
    container: { stopTimeout: 30 },
  });
  await untilLine(`slow/program/${taskId(task)}`, 'ready');
  await world.clients.ecs.send(
    new StopTaskCommand({ cluster: shop.cluster, task: task.taskArn, reason: 'before the crash' }),
  );
  await untilLine(`slow/program/${taskId(task)}`, 'ending');
  await world.end('SIGKILL');
  await world.startAgain();
  expect(await untilStatus(world.clients, task, 'STOPPED')).toMatchObject({
    stopCode: 'UserInitiated',
    stoppedReason: 'before the crash',
    containers: [{ exitCode: 7 }],
  });
  expect(await logLines(world.clients, `slow/program/${taskId(task)}`)).toEqual(['ready', 'ending', 'ended']);
});

test('a container that dies while Drydock is away is noticed and replaced', async () => {
  const [victim = {}] = await describeTasks(world.clients);
  await world.end('SIGKILL');
  await kill(victim);
  await world.startAgain();
  expect(await untilStatus(world.clients, victim, 'STOPPED')).toMatchObject({
    stopCode: 'EssentialContainerExited',
    containers: [{ exitCode: 137 }],
  });
  await untilAllHealthy(world.clients, built.targetGroupArn, replicas);
  expect((await describeShop(world.clients)).runningCount).toBe(replicas);
});

test('SIGTERM leaves the tasks running, and the next start takes them over', async () => {
  await world.end('SIGTERM');
  expect(await inspect(counter)).toEqual(counterContainer);
  await world.startAgain();
  expect(await untilStatus(world.clients, counter, 'RUNNING')).toMatchObject({
    connectivity: 'CONNECTED',
    startedAt: counter.startedAt,
    containers: [{ runtimeId: counterContainer.id }],
  });
});

test('the log of the container that printed all the time has no hole and nothing twice', async () => {
  expect(await inspect(counter)).toEqual(counterContainer);
  await stop(counter);
  const lines = await logLines(world.clients, `counter/program/${taskId(counter)}`);
  expect(lines.length).toBeGreaterThan(100);
  expect(lines).toEqual([...lines.slice(0, -1).map((_, index) => `line ${index}`), 'the end']);
});

test('a second Drydock on the same data directory is refused with one sentence', async () => {
  const refused = await drydockCommand(['start', '--data-dir', world.dataDir, '--port', '0']);
  expect(refused).toEqual({
    code: 1,
    stdout: '',
    stderr: `drydock: A Drydock runs on ${world.dataDir} already (process ${world.pid}, ${world.endpoint}): end it, or take another --data-dir.\n`,
  });
});

test('drydock down ends the running Drydock and removes all that it made', async () => {
  expect(await drydockCommand(['down', '--data-dir', world.dataDir])).toEqual({
    code: 0,
    stdout: `All that Drydock made is removed, and its state in ${world.dataDir}.\n`,
    stderr: '',
  });
  expect(await world.leftovers()).toEqual({ containers: [], networks: [], volumes: [] });
});

test('with --in-memory SIGTERM removes all that was made', async () => {
  const forgetful = await DrydockProcess.run(['--in-memory', '--port', '0']);
  cleanUp.defer(() => forgetful.end('SIGKILL'));
  const clients = demoClients(forgetful.endpoint);
  const nowhere = await buildShop(clients, { say: () => {} });
  const [task = {}] = await runProgram(clients, nowhere, { family: 'idle', source: runsOn });
  const running = await untilStatus(clients, task, 'RUNNING');
  const { Config } = await world.engine.read<{ Config: { Labels: Record<string, string> } }>({
    path: `/containers/${running.containers?.[0]?.runtimeId}/json`,
  });
  const instanceId = Config.Labels[labels.instance] ?? '';
  cleanUp.defer(() => removeInstance(instanceId));
  expect((await engineLeftovers(world.engine, instanceId)).networks).toHaveLength(1);
  await forgetful.end('SIGTERM');
  expect(await engineLeftovers(world.engine, instanceId)).toEqual({
    containers: [],
    networks: [],
    volumes: [],
  });
});

const countingLines = `let count = 0;
  setInterval(() => console.log('line ' + count++), 5);
  process.on('SIGTERM', () => { console.log('the end'); process.exit(0); });`;

const runsOn = `setInterval(() => {}, 1000); process.on('SIGTERM', () => process.exit(0));`;

const endsSlowly = `setInterval(() => {}, 1000);
  process.on('SIGTERM', () => {
    console.log('ending');
    setTimeout(() => { console.log('ended'); process.exit(7); }, 1000);
  });
  console.log('ready');`;

interface RunningContainer {
  readonly id: string;
  readonly startedAt: string;
  readonly running: boolean;
}

async function inspect({ containers }: Task): Promise<RunningContainer> {
  const { Id, State } = await world.engine.read<{
    Id: string;
    State: { StartedAt: string; Running: boolean };
  }>({
    path: `/containers/${containers?.[0]?.runtimeId}/json`,
  });
  return { id: Id, startedAt: State.StartedAt, running: State.Running };
}

/** The tasks that the engine's containers belong to, once for every container. */
async function containersOf(tasks: readonly Task[]): Promise<(string | undefined)[]> {
  const filters = JSON.stringify({ label: [`${labels.instance}=${world.instanceId}`] });
  const containers = await world.engine.read<{ Labels: Record<string, string> }[]>({
    path: '/containers/json',
    query: { all: true, filters },
  });
  const arns = tasks.map(({ taskArn }) => taskArn);
  return containers.map(({ Labels }) => Labels[labels.task]).filter((arn) => arns.includes(arn));
}

async function stop(task: Task): Promise<void> {
  await world.clients.ecs.send(new StopTaskCommand({ cluster: shop.cluster, task: task.taskArn }));
  await untilStatus(world.clients, task, 'STOPPED');
}

async function kill({ containers }: Task): Promise<void> {
  await world.engine.run({ method: 'POST', path: `/containers/${containers?.[0]?.runtimeId}/kill` });
}

async function update(change: Partial<UpdateServiceCommand['input']>): Promise<void> {
  await world.clients.ecs.send(
    new UpdateServiceCommand({ cluster: shop.cluster, service: shop.service, ...change }),
  );
}

function untilLine(stream: string, line: string): Promise<true> {
  return until(`${stream} says ${line}`, async () => {
    const lines = await logLines(world.clients, stream).catch((): string[] => []);
    return lines.includes(line) ? true : undefined;
  });
}

function appUrl(): string {
  return `http://127.0.0.1:${port}/`;
}
