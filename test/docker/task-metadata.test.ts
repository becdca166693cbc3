import type { Task } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildShop, type Shop } from '../../emulator/demo/shop.ts';
import { taskId } from '../../emulator/demo/watch.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { buildSdkImage, sdkImage } from '../../fixtures/build-sdk-image.ts';
import { type DockerWorld, startDockerWorld } from '../support/docker/docker-world.ts';
import { logLines } from '../support/docker/log-lines.ts';
import { runProgram } from '../support/docker/run-program.ts';
import { untilStatus } from '../support/docker/until-task.ts';

const cleanUp = new Disposal();
let world: DockerWorld;
let built: Shop;

beforeAll(async () => {
  world = cleanUp.use(await startDockerWorld());
  built = await buildShop(world.clients, { say: () => {} });
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

const taskRoleArn = 'arn:aws:iam::123456789012:role/app';

/** Asks for every path and prints an object of the answers. */
const askAll = `
  const { ECS_CONTAINER_METADATA_URI_V4: v4, ECS_CONTAINER_METADATA_URI: v3, ECS_AGENT_URI: agent } = process.env;
  const urls = {
    ...Object.fromEntries(['', '/task', '/taskWithTags', '/stats', '/task/stats'].map((path) => ['v4' + path, v4 + path])),
    v3: v3,
    'v2/metadata': 'http://169.254.170.2/v2/metadata',
    credentials: 'http://169.254.170.2' + process.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI,
    protection: agent + '/task-protection/v1/state',
    api: process.env.AWS_ENDPOINT_URL + '/_drydock/health',
  };
  const ask = async ([name, url]) => [name, await (await fetch(url)).json()];
  Promise.all(Object.entries(urls).map(ask)).then((answers) => console.log(JSON.stringify(Object.fromEntries(answers))));
`;

test('a container finds its metadata, figures, credentials and the API where the agent puts them', async () => {
  const { task, lines } = await runToEnd(world, built, { family: 'ask', source: askAll, taskRoleArn });
  const { taskArn: TaskARN, containers: [container] = [] } = task;
  const { runtimeId: DockerId = '' } = container ?? {};
  const address = container?.networkInterfaces?.[0]?.privateIpv4Address;
  const document = { DockerId, Name: 'program', KnownStatus: 'RUNNING' };
  const inTask = { TaskARN, Family: 'ask', Limits: { CPU: 0.25, Memory: 512 }, Containers: [document] };
  const figures = {
    id: DockerId,
    networks: { eth0: { rx_bytes: expect.any(Number) } },
    memory_stats: { usage: expect.any(Number) },
  };
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      v4: {
        ...document,
        ContainerARN: container?.containerArn,
        LogOptions: { 'awslogs-stream': `ask/program/${taskId(task)}` },
        Networks: [{ NetworkMode: 'awsvpc', IPv4Addresses: [address] }],
      },
      'v4/task': { ...inTask, LaunchType: 'FARGATE' },
      'v4/taskWithTags': inTask,
      'v4/stats': figures,
      'v4/task/stats': { [DockerId]: figures },
      v3: document,
      'v2/metadata': inTask,
      credentials: { RoleArn: taskRoleArn, AccessKeyId: expect.stringMatching(/^ASIA/) },
      protection: { failure: { Arn: TaskARN, Reason: 'TASK_NOT_VALID' } },
      api: { status: 'running' },
    },
  ]);
});

const whoAmI = `
  const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
  new STSClient().send(new GetCallerIdentityCommand()).then(({ $metadata, ...who }) => console.log(JSON.stringify(who)));
`;

/** The SDK's advice about Node.js versions to come would stand among the lines. */
const quiet = { name: 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', value: 'true' };

test("the stock SDK in an image that knows nothing of Drydock calls it as the task's role", async () => {
  await buildSdkImage(world.engine);
  const { task, lines } = await runToEnd(world, built, {
    family: 'who',
    source: whoAmI,
    taskRoleArn,
    container: { image: sdkImage, environment: [quiet] },
  });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      Account: '123456789012',
      Arn: `arn:aws:sts::123456789012:assumed-role/app/${taskId(task)}`,
      UserId: expect.stringMatching(new RegExp(`^AROA[A-Z2-7]{17}:${taskId(task)}$`)),
    },
  ]);
});

const askName = `
  fetch(process.env.ECS_CONTAINER_METADATA_URI_V4 + '/task').then((answer) => answer.json())
    .then(({ Family }) => console.log(Family + ' of ' + process.env.WHOSE));
`;
const whose = (value: string) => ({ environment: [{ name: 'WHOSE', value }] });

test('two Drydocks on one machine answer each their own tasks, also once the first has ended', async () => {
  await using ends = new Disposal();
  const first = ends.use(await startDockerWorld());
  const second = ends.use(await startDockerWorld());
  const shops = [
    await buildShop(first.clients, { say: () => {} }),
    await buildShop(second.clients, { say: () => {} }),
  ] as const;
  const runs = [
    await runToEnd(first, shops[0], { family: 'a', source: askName, container: whose('first') }),
    await runToEnd(second, shops[1], { family: 'b', source: askName, container: whose('second') }),
  ];
  await first[Symbol.asyncDispose]();
  runs.push(await runToEnd(second, shops[1], { family: 'c', source: askName, container: whose('second') }));
  expect(runs.map(({ lines }) => lines)).toEqual([['a of first'], ['b of second'], ['c of second']]);
});

/** Runs one task of a program; resolves when it has stopped, with what it printed. */
async function runToEnd(
  { clients }: DockerWorld,
  shop: Shop,
  program: Parameters<typeof runProgram>[2],
): Promise<{ readonly task: Task; readonly lines: readonly string[] }> {
  const [started = {}] = await runProgram(clients, shop, program);
  const task = await untilStatus(clients, started, 'STOPPED');
  return { task, lines: await logLines(clients, `${program.family}/program/${taskId(task)}`) };
}
