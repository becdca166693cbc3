import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { RunTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { ScriptedImage } from '../../../emulator/runtime/simulated/scripted-image.ts';
import { type ContainerUnderTest, ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';
import { taskEnding } from '../../support/system/task-ending.ts';

const logConfiguration = {
  logDriver: 'awslogs',
  options: { 'awslogs-group': '/web', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'pre' },
} as const;

async function runTask(world: SimulatedWorld, container: ContainerUnderTest) {
  const web = await ServiceUnderTest.in(world);
  await web.register(container);
  const { tasks } = await world.ecs.send(
    new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }),
  );
  await world.advance(1000);
  const taskArn = tasks?.[0]?.taskArn ?? '';
  return { web, stream: `pre/app/${taskArn.slice(taskArn.lastIndexOf('/') + 1)}` };
}

async function logged(world: SimulatedWorld, logStreamName: string): Promise<string[]> {
  const { events = [] } = await new CloudWatchLogsClient(world.client).send(
    new GetLogEventsCommand({ logGroupName: '/web', logStreamName, startFromHead: true }),
  );
  return events.map(({ message = '' }) => message);
}

/** The request's id is made up anew each time. */
function masked(text: string | undefined): string | undefined {
  return text?.replace(/RequestID: [0-9a-f-]{36}/, 'RequestID: <id>');
}

const asm = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf';
const unable =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ';

test.each([
  {
    what: 'a parameter that does not exist',
    container: { secrets: [{ name: 'TOKEN', valueFrom: '/web/token' }] },
    reason: `${unable}unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /web/token`,
  },
  {
    what: 'a secret that does not exist',
    container: { secrets: [{ name: 'TOKEN', valueFrom: asm }] },
    reason: `${unable}unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${asm} from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: <id>, ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
  },
  {
    what: 'an environment file where no folder stands for S3',
    container: { environmentFiles: [{ type: 's3' as const, value: 'arn:aws:s3:::config/app.env' }] },
    reason:
      'ResourceInitializationError: failed to download env files: file download command: non empty error stream: service call has been retried 1 time(s): Drydock has no folder that stands for S3: start it with --s3-dir DIR, or set DRYDOCK_S3_DIR, and put the object into DIR/bucket/key',
  },
  {
    what: 'a log group that does not exist',
    container: { logConfiguration },
    reason:
      'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1',
  },
])('fail a task that names $what before it makes a container', async ({ container, reason }) => {
  await using world = await SimulatedWorld.start();
  const { web } = await runTask(world, container);
  const endings = (await web.tasks()).map(taskEnding);
  expect(endings.map((ending) => ({ ...ending, stoppedReason: masked(ending.stoppedReason) }))).toEqual([
    {
      containers: [{ lastStatus: 'STOPPED', name: 'app' }],
      desiredStatus: 'STOPPED',
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: reason,
    },
  ]);
  const made = (await world.engine.list()).filter(({ labels }) => labels['drydock.role'] === 'container');
  expect(made).toEqual([]);
});

test('say once in the event what already ends with a full stop', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register({ secrets: [{ name: 'TOKEN', valueFrom: asm }] });
  await web.create({ desiredCount: 1 });
  await world.advance(1000);
  expect((await web.events()).slice(0, 2).map(masked)).toEqual([
    '(service web) has started 1 tasks: (task 1).',
    `(service web) was unable to place a task. Reason: ${unable}unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${asm} from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: <id>, ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
  ]);
});

/** A line a second, for a minute. */
const talkative: ScriptedImage = {
  logs: Array.from({ length: 60 }, (_, second) => ({ afterMs: second * 1000, text: `line ${second}` })),
};
const lines = (count: number) => Array.from({ length: count }, (_, second) => `line ${second}`);

test('bring log lines while the task runs, from the first one on', async () => {
  await using world = await SimulatedWorld.start({ images: { app: talkative } });
  await new CloudWatchLogsClient(world.client).send(new CreateLogGroupCommand({ logGroupName: '/web' }));
  const { stream } = await runTask(world, { logConfiguration });
  const { logStreams } = await new CloudWatchLogsClient(world.client).send(
    new DescribeLogStreamsCommand({ logGroupName: '/web' }),
  );
  expect(logStreams?.map(({ logStreamName }) => logStreamName)).toEqual([stream]);
  expect(await logged(world, stream)).toEqual(lines(2));
  await world.advance(5000);
  expect(await logged(world, stream)).toEqual(lines(7));
});

test.each(['kill', 'restart'] as const)('bring every line once over a %s', async (end) => {
  await using world = await SimulatedWorld.start({ images: { app: talkative } });
  await new CloudWatchLogsClient(world.client).send(new CreateLogGroupCommand({ logGroupName: '/web' }));
  const { stream } = await runTask(world, { logConfiguration });
  await world.advance(5000);
  if (end === 'kill') {
    await world.kill();
    await world.clock.advance(10_000);
    await world.startEmulator();
  } else await world.restart();
  await world.advance(60_000);
  expect(await logged(world, stream)).toEqual(lines(60));
});

test('bring the last lines of a program that ended while the emulator was down', async () => {
  const image: ScriptedImage = {
    logs: [
      { afterMs: 500, text: 'working' },
      { afterMs: 5000, text: 'failed' },
    ],
    exit: { afterMs: 5000, code: 1 },
  };
  await using world = await SimulatedWorld.start({ images: { app: image } });
  await new CloudWatchLogsClient(world.client).send(new CreateLogGroupCommand({ logGroupName: '/web' }));
  const { web, stream } = await runTask(world, { logConfiguration });
  await world.kill();
  await world.clock.advance(10_000);
  await world.startEmulator();
  await world.advance(1000);
  expect(await logged(world, stream)).toEqual(['working', 'failed']);
  expect((await web.tasks()).map(taskEnding)).toEqual([
    {
      containers: [{ exitCode: 1, lastStatus: 'STOPPED', name: 'app' }],
      desiredStatus: 'STOPPED',
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
    },
  ]);
});
