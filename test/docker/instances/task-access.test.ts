import { afterAll, beforeAll, expect, test } from 'vitest';
import { exec } from '../../../emulator/cli/exec.ts';
import { shop } from '../../../emulator/demo/shop.ts';
import { taskId } from '../../../emulator/demo/watch.ts';
import { Disposal } from '../../../emulator/disposal.ts';
import { type InstanceWorld, startInstanceWorld } from '../../support/docker/instance-world.ts';
import { logLines } from '../../support/docker/log-lines.ts';
import type { TaskUnderTest } from '../../support/docker/task-under-test.ts';
import { FakeTerminal } from '../../support/exec/fake-terminal.ts';

const cleanUp = new Disposal();
/** Two Drydocks: only one has the metadata address, and each has tasks on the same bridge and on the same host. */
let worlds: readonly [InstanceWorld, InstanceWorld];

beforeAll(async () => {
  worlds = [cleanUp.use(await startInstanceWorld()), cleanUp.use(await startInstanceWorld())];
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

const taskRoleArn = 'arn:aws:iam::123456789012:role/app';
const stay = "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 60_000);";

/** Asks for what an agent tells, prints an object of the answers, and stays. */
const askAll = `
  const { ECS_CONTAINER_METADATA_URI_V4: v4, ECS_CONTAINER_METADATA_URI: v3, ECS_AGENT_URI: agent } = process.env;
  const urls = {
    v4, v3, 'v4/task': v4 + '/task', 'v4/stats': v4 + '/stats',
    'v2/metadata': 'http://169.254.170.2/v2/metadata',
    credentials: 'http://169.254.170.2' + process.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI,
    protection: agent + '/task-protection/v1/state',
    api: process.env.AWS_ENDPOINT_URL + '/_drydock/health',
  };
  const ask = async ([name, url]) => [name, await (await fetch(url)).json()];
  Promise.all(Object.entries(urls).map(ask)).then((answers) =>
    console.log(JSON.stringify({ ...Object.fromEntries(answers), runsOn: process.env.AWS_EXECUTION_ENV })));
  ${stay}`;

test.each(['bridge', 'host'] as const)(
  'tasks in the mode %s find their metadata, credentials and the API, whichever Drydock’s they are',
  async (networkMode) => {
    const portMappings = networkMode === 'bridge' ? [{ containerPort: 80 }] : [];
    const tasks = await Promise.all(
      worlds.map((world) =>
        world.run({
          family: `ask-${networkMode}`,
          definition: { networkMode, taskRoleArn },
          containers: [{ name: 'app', source: askAll, portMappings }],
        }),
      ),
    );
    for (const task of tasks) expect(await task.said('app')).toMatchObject(await expectedAnswers(task));
  },
);

/** What DescribeTasks tells has to be what the endpoint tells. */
async function expectedAnswers(task: TaskUnderTest) {
  const described = await task.until('RUNNING');
  const { taskArn: TaskARN, containers: [container = {}] = [] } = described;
  const [binding] = container.networkBindings ?? [];
  const NetworkMode = binding === undefined ? 'host' : 'bridge';
  const v3 = {
    DockerId: container.runtimeId,
    Name: 'app',
    DockerName: expect.stringMatching(`^ecs-ask-${NetworkMode}-1-app-[0-9a-f]{20}$`),
    KnownStatus: 'RUNNING',
    Networks: [
      {
        NetworkMode,
        IPv4Addresses: binding === undefined ? [] : [expect.stringMatching(/^172\.\d+\.\d+\.\d+$/)],
      },
    ],
  };
  const Ports = binding && [
    { ContainerPort: 80, Protocol: 'tcp', HostPort: binding.hostPort, HostIp: binding.bindIP },
  ];
  const v4 = {
    ...v3,
    ...(Ports === undefined ? {} : { Ports }),
    ContainerARN: container.containerArn,
    LogOptions: { 'awslogs-stream': `ask-${NetworkMode}/app/${taskId(described)}` },
  };
  return {
    v3,
    v4,
    'v4/task': { TaskARN, LaunchType: 'EC2', VPCID: expect.stringMatching(/^vpc-/), Containers: [v4] },
    'v4/stats': { id: container.runtimeId, memory_stats: { usage: expect.any(Number) } },
    'v2/metadata': expect.stringMatching(/^Unable to get task arn from request: unable to associate/),
    credentials: { RoleArn: taskRoleArn, AccessKeyId: expect.stringMatching(/^ASIA/) },
    protection: { failure: { Arn: TaskARN, Reason: 'TASK_NOT_VALID' } },
    api: { status: 'running' },
    runsOn: 'AWS_ECS_EC2',
  };
}

/** What a command in the container of such a task prints, and its exit code. */
async function execIn(
  world: InstanceWorld,
  { task }: TaskUnderTest,
  source: string,
): Promise<[string, number]> {
  const { hostname: host, port } = new URL(world.endpoint);
  const terminal = new FakeTerminal({ columns: 90, rows: 30 });
  const asked = { cluster: shop.cluster, task: task.taskArn ?? '' };
  const code = await exec({ host, port: Number(port) }, ['node', '-e', source], asked, terminal);
  return [terminal.shown.trim(), code];
}

/** A task in the bridge mode that takes commands. */
async function runIdle(world: InstanceWorld, family: string): Promise<TaskUnderTest> {
  const task = await world.run({
    family,
    definition: { taskRoleArn },
    run: { enableExecuteCommand: true },
    containers: [{ name: 'app', source: `console.log(1); console.log(2); ${stay}`, user: '1000' }],
  });
  await task.until('RUNNING');
  return task;
}

test('a task in the bridge mode takes commands, and its lines come into its log stream', async () => {
  const [world] = worlds;
  const task = await runIdle(world, 'idle');
  const source = "console.log(process.getuid() + ' ' + process.stdout.columns); process.exit(7)";
  expect(await execIn(world, task, source)).toEqual(['0 90', 7]);
  await task.stop();
  expect(await logLines(world.clients, `idle/app/${taskId(task.task)}`)).toEqual(['1', '2']);
});

test('tasks keep their metadata when the Drydock ends that had the address', async () => {
  const [first, second] = worlds;
  const task = await runIdle(second, 'left');
  await first[Symbol.asyncDispose]();
  const source = `
    const ask = () => fetch(process.env.ECS_CONTAINER_METADATA_URI_V4 + '/task', { signal: AbortSignal.timeout(1000) });
    const again = async () => {
      for (;;) try { return await ask(); } catch { await new Promise((go) => setTimeout(go, 50)); }
    };
    again().then((answer) => answer.json()).then(({ Family }) => console.log(Family));`;
  expect(await execIn(second, task, source)).toEqual(['left', 0]);
});
