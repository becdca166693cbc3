import { DescribeSubnetsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { CreateServiceCommand, type Task, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildShop, registerRevision, type Shop, shop } from '../../emulator/demo/shop.ts';
import { until } from '../../emulator/demo/until.ts';
import { describeShop, describeTasks, taskId } from '../../emulator/demo/watch.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { EngineError } from '../../emulator/runtime/docker/engine/engine.ts';
import { sampleImage } from '../../fixtures/build-sample-image.ts';
import { nodeProgram } from '../support/docker/container/node-program.ts';
import { promptStopTimeout } from '../support/docker/container/prompt-stop-timeout.ts';
import { type DockerWorld, startDockerWorld } from '../support/docker/docker-world.ts';
import { runProgram } from '../support/docker/run-program.ts';
import { untilStatus } from '../support/docker/until-task.ts';

const cleanUp = new Disposal();
let world: DockerWorld;
let built: Shop;

beforeAll(async () => {
  world = cleanUp.use(await startDockerWorld({ speed: 10 }));
  built = await buildShop(world.clients, { say: () => {} });
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

test('a VPC whose range somebody else took before its first task moves, and the task runs', async () => {
  const { clients, engine } = world;
  const before = await defaultVpc();
  // Nothing of the VPC stands in the engine so far. Somebody else may have been quicker: all the better.
  const taken = await takeRange(before.cidr);
  if (taken !== undefined) cleanUp.defer(() => engine.run({ method: 'DELETE', path: `/networks/${taken}` }));
  const [task = {}] = await runProgram(clients, built, { family: 'moved', source: `console.log('here')` });
  const stopped = await untilStatus(clients, task, 'STOPPED');
  expect(stopped.containers).toMatchObject([{ exitCode: 0 }]);
  const after = await defaultVpc();
  expect(after).toEqual({
    cidr: expect.not.stringMatching(before.cidr),
    subnets: before.subnets.map(({ id, cidr }) => ({
      id,
      cidr: cidr.replace(prefixOf(before.cidr), prefixOf(after.cidr)),
    })),
  });
  expect(detail(stopped, 'privateIPv4Address')).toContain(prefixOf(after.cidr));
});

test('a container that exceeds its memory says so, with exit code 137', async () => {
  const hoard = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(16 * 1048576, 1)), 5)';
  const [task = {}] = await runProgram(world.clients, built, {
    family: 'hoard',
    source: hoard,
    container: { memory: 64 },
  });
  expect(await untilStatus(world.clients, task, 'STOPPED')).toMatchObject({
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
  });
});

test('a program that ends by itself leaves its exit code and no reason', async () => {
  const [task = {}] = await runProgram(world.clients, built, { family: 'three', source: 'process.exit(3)' });
  const stopped = await untilStatus(world.clients, task, 'STOPPED');
  expect(stopped).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 3 }] });
  expect(stopped.containers?.[0]?.reason).toBeUndefined();
});

test('an entry point that is not there fails the start with what the engine says', async () => {
  const [task = {}] = await runProgram(world.clients, built, {
    family: 'nowhere',
    source: '',
    container: { entryPoint: ['/nowhere'], command: [] },
  });
  const stopped = await untilStatus(world.clients, task, 'STOPPED');
  expect(stopped.stopCode).toBe('TaskFailedToStart');
  expect(stopped.stoppedReason).toMatch(
    /^CannotStartContainerError: Error response from daemon: .*"\/nowhere".*no such file or directory/,
  );
  expect(stopped.startedAt).toBeUndefined();
});

test('a deployment waits for HEALTHY before the old task goes', async () => {
  const { clients } = world;
  const first = await registerChecked('1');
  await clients.ecs.send(
    new CreateServiceCommand({
      cluster: shop.cluster,
      serviceName: shop.service,
      taskDefinition: first,
      desiredCount: 1,
      launchType: 'FARGATE',
      networkConfiguration: built.network,
    }),
  );
  await untilHealthy(first);
  const second = await registerChecked('2');
  await clients.ecs.send(
    new UpdateServiceCommand({ cluster: shop.cluster, service: shop.service, taskDefinition: second }),
  );
  const seen = new Set<string>();
  await until('the old task is gone', async () => {
    const tasks = await describeTasks(clients);
    const old = tasks.some(({ taskDefinitionArn }) => taskDefinitionArn === first);
    const young = tasks.find(({ taskDefinitionArn }) => taskDefinitionArn === second);
    if (young?.lastStatus === 'RUNNING') seen.add(`${young.healthStatus}, old ${old ? 'stays' : 'goes'}`);
    return old ? undefined : true;
  });
  // Never: UNKNOWN, old goes.
  expect(seen).toContain('UNKNOWN, old stays');
  expect(seen).toContain('HEALTHY, old goes');
  expect([...seen].filter((each) => !each.startsWith('HEALTHY'))).toEqual(['UNKNOWN, old stays']);
});

test('a task that turns UNHEALTHY is replaced, and the event says why', async () => {
  const { clients, engine } = world;
  const [ailing = {}] = await describeTasks(clients);
  await engine.run({
    method: 'POST',
    path: `/containers/${ailing.containers?.[0]?.runtimeId}/kill`,
    query: { signal: 'SIGHUP' },
  });
  expect(await untilStatus(clients, ailing, 'STOPPED')).toMatchObject({
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Task failed container health checks',
    healthStatus: 'UNHEALTHY',
  });
  const messages = (await describeShop(clients)).events?.map(({ message }) => message);
  expect(messages).toContain(`(service shop) (task ${taskId(ailing)}) failed container health checks.`);
});

/** A revision that is well a second after its start, until SIGHUP. */
function registerChecked(version: string): Promise<string> {
  const check = nodeProgram(`process.exit(require('node:fs').existsSync('/well') ? 0 : 1)`);
  return registerRevision(world.clients, built, {
    image: sampleImage,
    version,
    container: {
      ...nodeProgram(`const { rmSync, writeFileSync } = require('node:fs');
        setTimeout(() => writeFileSync('/well', ''), 1000);
        setInterval(() => {}, 1000);
        process.on('SIGHUP', () => rmSync('/well'));
        process.on('SIGTERM', () => process.exit(0));`),
      stopTimeout: promptStopTimeout,
      healthCheck: {
        command: ['CMD', ...check.entryPoint, ...check.command],
        interval: 5,
        timeout: 5,
        retries: 2,
        startPeriod: 100,
      },
    },
  });
}

async function untilHealthy(taskDefinitionArn: string): Promise<Task> {
  return until('the task is HEALTHY', async () => {
    const tasks = await describeTasks(world.clients);
    return tasks.find(
      (task) => task.taskDefinitionArn === taskDefinitionArn && task.healthStatus === 'HEALTHY',
    );
  });
}

async function defaultVpc() {
  const { Vpcs: [vpc] = [] } = await world.clients.ec2.send(new DescribeVpcsCommand({}));
  const { Subnets = [] } = await world.clients.ec2.send(new DescribeSubnetsCommand({}));
  return {
    cidr: vpc?.CidrBlock ?? '',
    subnets: Subnets.map(({ SubnetId, CidrBlock = '' }) => ({ id: SubnetId, cidr: CidrBlock })),
  };
}

/** A /16 as its two first numbers. */
function prefixOf(cidr: string): string {
  return cidr.split('.').slice(0, 2).join('.');
}

/** Makes a network of that range past Drydock; resolves with its id, or undefined when the range is taken already. */
async function takeRange(cidr: string): Promise<string | undefined> {
  try {
    const { Id } = await world.engine.read<{ Id: string }>({
      method: 'POST',
      path: '/networks/create',
      body: { Name: `drydock-test-${world.instanceId}`, IPAM: { Config: [{ Subnet: cidr }] } },
    });
    return Id;
  } catch (error) {
    if (error instanceof EngineError && error.text.includes('overlaps')) return undefined;
    throw error;
  }
}

function detail({ attachments }: Task, name: string): string | undefined {
  return attachments?.[0]?.details?.find((each) => each.name === name)?.value;
}
