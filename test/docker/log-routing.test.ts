import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import {
  type ContainerDefinition,
  CreateClusterCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shop } from '../../emulator/demo/shop.ts';
import { until } from '../../emulator/demo/until.ts';
import { taskId } from '../../emulator/demo/watch.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { sampleImage } from '../../fixtures/build-sample-image.ts';
import { nodeProgram } from '../support/docker/container/node-program.ts';
import { promptStopTimeout } from '../support/docker/container/prompt-stop-timeout.ts';
import { shopLogs } from '../support/docker/container/shop-logs.ts';
import { type DockerWorld, startDockerWorld } from '../support/docker/docker-world.ts';
import { logLines } from '../support/docker/log-lines.ts';
import { untilStatus } from '../support/docker/until-task.ts';
import { fargateDefinition } from '../support/ecs/fargate-definition.ts';

const cleanUp = new Disposal();
let world: DockerWorld;
let subnets: string[];

beforeAll(async () => {
  const s3Dir = await mkdtemp(join(tmpdir(), 'drydock-s3-'));
  cleanUp.defer(() => rm(s3Dir, { recursive: true }));
  await mkdir(join(s3Dir, 'config'));
  await writeFile(join(s3Dir, 'config/app.env'), 'WORD=from a file\nBOTH=file\n');
  world = cleanUp.use(await startDockerWorld({ s3Dir }));
  const { ecs, ec2, logs } = world.clients;
  await ecs.send(new CreateClusterCommand({ clusterName: shop.cluster }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: shop.logGroup }));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  subnets = Subnets.slice(0, 1).map(({ SubnetId = '' }) => SubnetId);
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

async function run(family: string, ...containers: readonly Partial<ContainerDefinition>[]): Promise<Task> {
  const { ecs } = world.clients;
  await ecs.send(
    new RegisterTaskDefinitionCommand(
      fargateDefinition(family, {
        executionRoleArn: 'arn:aws:iam::000000000000:role/ecsTaskExecutionRole',
        containerDefinitions: containers.map((container) => ({
          image: sampleImage,
          stopTimeout: promptStopTimeout,
          ...container,
        })),
      }),
    ),
  );
  const { tasks: [task = {}] = [] } = await ecs.send(
    new RunTaskCommand({
      cluster: shop.cluster,
      taskDefinition: family,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets } },
    }),
  );
  return task;
}

/** Prints what it finds of its configuration, then which lines of which tag come in over the socket. */
const routerProgram = `
  const { readFileSync } = require('node:fs');
  console.log(process.getuid() + ' ' + /unix_path (.*)/.exec(readFileSync('/fluent-bit/etc/fluent-bit.conf', 'utf8'))[1]);
  const seen = new Set();
  require('node:net').createServer((socket) => {
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (const [, line] of text.matchAll(/(line [0-9] over [0-9.:]+ [0-9]+)/g)) {
        if (seen.has(line)) continue;
        seen.add(line);
        console.log(/app-firelens-[0-9a-f]{32}/.exec(text)[0] + ' ' + line);
      }
    });
  }).listen('/var/run/fluent.sock');
  process.on('SIGTERM', () => process.exit(0));
`;

test('what a container prints reaches the FireLens router over its socket', async () => {
  const task = await run(
    'routed',
    {
      name: 'app',
      ...nodeProgram(`
        for (const n of [1, 2]) console.log('line ' + n + ' over ' + process.env.FLUENT_HOST + ' ' + process.env.FLUENT_PORT);
        setInterval(() => {}, 1000);
        process.on('SIGTERM', () => process.exit(0));
      `),
      logConfiguration: { logDriver: 'awsfirelens', options: { Name: 'stdout' } },
    },
    {
      name: 'router',
      ...nodeProgram(routerProgram),
      firelensConfiguration: { type: 'fluentbit' },
      logConfiguration: shopLogs('ecs'),
    },
  );
  await untilStatus(world.clients, task, 'RUNNING');
  const lines = await until('both lines come to the router', async () => {
    const all = await logLines(world.clients, `ecs/router/${taskId(task)}`);
    return all.length >= 3 ? all : undefined;
  });
  expect(lines).toEqual([
    '0 /var/run/fluent.sock',
    `app-firelens-${taskId(task)} line 1 over 127.0.0.1 24224`,
    `app-firelens-${taskId(task)} line 2 over 127.0.0.1 24224`,
  ]);
  const { clients, engine } = world;
  const volumes = await engine.read<{ Mounts: { Type: string; Name: string }[] }>({
    path: `/containers/${(await routerOf(task)).Id}/json`,
  });
  const [volume] = volumes.Mounts.filter(({ Type }) => Type === 'volume');
  await clients.ecs.send(new StopTaskCommand({ cluster: shop.cluster, task: task.taskArn }));
  await untilStatus(clients, task, 'STOPPED');
  await expect(engine.read({ path: `/volumes/${volume?.Name}` })).rejects.toThrow(/no such volume/i);
});

async function routerOf(task: Task): Promise<{ Id: string }> {
  const label = [`com.amazonaws.ecs.task-arn=${task.taskArn}`, 'com.amazonaws.ecs.container-name=router'];
  const [router] = await world.engine.read<{ Id: string }[]>({
    path: '/containers/json',
    query: { all: true, filters: JSON.stringify({ label }) },
  });
  if (router === undefined) throw new Error('there is no router');
  return router;
}

test('a stack trace is one event, and the environment comes from a file', async () => {
  const task = await run('grouped', {
    name: 'app',
    ...nodeProgram(`
      console.log('ERROR ' + process.env.WORD + ' ' + process.env.BOTH);
      console.log('  at once');
      console.log('ERROR again');
    `),
    environment: [{ name: 'BOTH', value: 'definition' }],
    environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::config/app.env' }],
    logConfiguration: shopLogs('ecs', { 'awslogs-multiline-pattern': '^ERROR' }),
  });
  await untilStatus(world.clients, task, 'STOPPED');
  expect(await logLines(world.clients, `ecs/app/${taskId(task)}`)).toEqual([
    'ERROR from a file definition\n  at once\n',
    'ERROR again\n',
  ]);
});

test("a log driver that cannot start fails the task with the engine's text", async () => {
  const task = await run('splunked', {
    name: 'app',
    ...nodeProgram(''),
    logConfiguration: { logDriver: 'splunk', options: { 'splunk-url': 'http://127.0.0.1:9' } },
  });
  const { stopCode, stoppedReason } = await untilStatus(world.clients, task, 'STOPPED');
  expect([stopCode, stoppedReason]).toEqual([
    'TaskFailedToStart',
    expect.stringMatching(
      /^Cannot(Create|Start)ContainerError: Error response from daemon: .*splunk-token is expected/,
    ),
  ]);
});
