import {
  type ContainerDefinition,
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  UpdateServiceCommand,
  type Volume,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { fargateDefinition } from '../../support/ecs/fargate-definition.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from '../../support/system/simulated-world.ts';
import { newStranger } from '../../support/system/stranger.ts';

const efs: Volume = { name: 'shared', efsVolumeConfiguration: { fileSystemId: 'fs-1' } };
const ebs: Volume = { name: 'disk', configuredAtLaunch: true };
const roleArn = 'arn:aws:iam::000000000000:role/ebs';

/** A world with one family, `job`, whose container mounts all of the volumes. */
async function startScene(volumes: readonly Volume[], options: SimulatedWorldOptions = {}) {
  const world = await SimulatedWorld.start(options);
  await world.ecs.send(new CreateClusterCommand({}));
  const mountPoints = volumes.map(({ name }) => ({ sourceVolume: name, containerPath: `/${name}` }));
  await register(world, volumes, [{ name: 'app', image: 'app', mountPoints }]);
  return world;
}

function register(
  world: SimulatedWorld,
  volumes: readonly Volume[],
  containerDefinitions: ContainerDefinition[],
) {
  return world.ecs.send(
    new RegisterTaskDefinitionCommand(
      fargateDefinition('job', { volumes: [...volumes], containerDefinitions }),
    ),
  );
}

function network(world: SimulatedWorld) {
  return { networkConfiguration: { awsvpcConfiguration: { subnets: world.subnets.slice(0, 1) } } };
}

async function run(world: SimulatedWorld, rest: Partial<RunTaskCommandInput> = {}): Promise<string> {
  const { tasks: [task] = [] } = await world.ecs.send(
    new RunTaskCommand({ taskDefinition: 'job', launchType: 'FARGATE', ...network(world), ...rest }),
  );
  return task?.taskArn ?? '';
}

async function describe(world: SimulatedWorld, taskArn: string) {
  const { tasks: [task = {}] = [] } = await world.ecs.send(new DescribeTasksCommand({ tasks: [taskArn] }));
  return task;
}

/** The volumes that stand: whether they are one task's, by their names where they are not. */
async function standing({ engine }: SimulatedWorld): Promise<string[]> {
  return (await engine.volumes.list()).map(({ name, labels }) =>
    labels['drydock.task'] === undefined ? name.replace(/^drydock-.*-(efs|vol)-/, '$1-') : "a task's",
  );
}

test('a scratch volume is made for each task and goes with it; a file system stays', async () => {
  await using world = await startScene([{ name: 'scratch' }, efs]);
  const tasks = [await run(world), await run(world)];
  await world.advance(10_000);
  expect((await standing(world)).sort()).toEqual(["a task's", "a task's", 'efs-fs-1']);
  for (const task of tasks) await world.ecs.send(new StopTaskCommand({ task }));
  await world.advance(60_000);
  expect(await standing(world)).toEqual(['efs-fs-1']);
  await world.reset();
  expect(await standing(world)).toEqual([]);
});

test('a volume that a stranger holds does not hold up the end of its task, and goes at the next start', async () => {
  await using world = await startScene([{ name: 'scratch' }]);
  const task = await run(world);
  await world.advance(10_000);
  const [volume] = await world.engine.volumes.list();
  const stranger = await newStranger(world, {
    mounts: [{ source: { volume: volume?.name ?? '' }, containerPath: '/x', readOnly: false }],
  });
  await world.ecs.send(new StopTaskCommand({ task }));
  await world.advance(60_000);
  expect((await describe(world, task)).lastStatus).toBe('STOPPED');
  expect(await standing(world)).toEqual(["a task's"]);
  await world.engine.remove(stranger);
  await world.restart();
  expect(await standing(world)).toEqual([]);
});

test('no volume of a task is left after a kill at any instant of its life', async () => {
  const app = { exit: { afterMs: 1000, code: 0 } };
  let instants = 0;
  for (let instant = 1, alive = true; alive; instant += 1) {
    await using world = await startScene([{ name: 'scratch' }, efs], { images: { app } });
    const before = world.life.instants;
    world.life.dieAfter(instant);
    await run(world).catch(() => undefined);
    await world.clock.advance(60_000);
    alive = world.life.instants - before >= instant;
    await world.kill();
    await world.startEmulator();
    await world.advance(60_000);
    instants = instant;
    const { taskArns = [] } = await world.ecs.send(new ListTasksCommand({ desiredStatus: 'STOPPED' }));
    expect(
      { stopped: taskArns.length, volumes: await standing(world) },
      `killed at instant ${instant}`,
    ).toEqual({
      stopped: 1,
      volumes: ['efs-fs-1'],
    });
  }
  expect(instants).toBeGreaterThan(20);
}, 60_000);

test('an EBS volume is shown as an attachment of its task, and ends with it unless it is to stay', async () => {
  await using world = await startScene([ebs]);
  const launch = (deleteOnTermination: boolean) =>
    run(world, {
      volumeConfigurations: [
        {
          name: 'disk',
          managedEBSVolume: { roleArn, sizeInGiB: 20, terminationPolicy: { deleteOnTermination } },
        },
      ],
    });
  const tasks = [await launch(true), await launch(false)];
  await world.advance(10_000);
  const { attachments = [] } = await describe(world, tasks[0] ?? '');
  expect(attachments.filter(({ type }) => type === 'AmazonElasticBlockStorage')).toEqual([
    {
      id: expect.any(String),
      type: 'AmazonElasticBlockStorage',
      status: 'ATTACHED',
      details: [
        { name: 'roleArn', value: roleArn },
        { name: 'volumeName', value: 'disk' },
        { name: 'volumeId', value: expect.stringMatching(/^vol-[0-9a-f]{17}$/) },
        { name: 'volumeSizeInGiB', value: '20' },
        { name: 'volumeType', value: 'gp3' },
        { name: 'filesystemType', value: 'xfs' },
        { name: 'deleteOnTermination', value: 'true' },
      ],
    },
  ]);
  for (const task of tasks) await world.ecs.send(new StopTaskCommand({ task }));
  await world.advance(60_000);
  expect(await standing(world)).toEqual([expect.stringMatching(/vol-/)]);
  const after = (await describe(world, tasks[0] ?? '')).attachments ?? [];
  expect(after.map(({ status }) => status)).toEqual(['DELETED', 'DELETED']);
});

test.each([
  [undefined, "The volume 'disk' is configured at launch, but volumeConfigurations does not name it."],
  [
    [{ name: 'other', managedEBSVolume: { roleArn, sizeInGiB: 5 } }],
    "The volume name 'other' in your request does not have a matching volume in your Task Definition that is configurable at launch.",
  ],
  [[{ name: 'disk' }], "The managedEBSVolume of the volume 'disk' must have a roleArn."],
  [
    [{ name: 'disk', managedEBSVolume: { roleArn, sizeInGiB: 0 } }],
    "The sizeInGiB of the volume 'disk' must be between 1 and 16384.",
  ],
  [
    [{ name: 'disk', managedEBSVolume: { roleArn, snapshotId: 'snap-1' } }],
    'Drydock does not implement snapshots of EBS volumes yet.',
  ],
])('refuses the EBS configuration %j', async (volumeConfigurations, message) => {
  await using world = await startScene([ebs]);
  await expect(run(world, { volumeConfigurations })).rejects.toThrow(message);
});

test('a service gives each of its tasks an EBS volume', async () => {
  await using world = await startScene([ebs]);
  const volumeConfigurations = [{ name: 'disk', managedEBSVolume: { roleArn, sizeInGiB: 5 } }];
  await world.ecs.send(
    new CreateServiceCommand({
      serviceName: 'web',
      taskDefinition: 'job',
      desiredCount: 2,
      launchType: 'FARGATE',
      volumeConfigurations,
      ...network(world),
    }),
  );
  await world.advance(60_000);
  expect(await standing(world)).toEqual(["a task's", "a task's"]);
  const { services: [service] = [] } = await world.ecs.send(
    new DescribeServicesCommand({ services: ['web'] }),
  );
  expect(service?.deployments?.[0]?.volumeConfigurations).toEqual(volumeConfigurations);
  const larger = [{ name: 'disk', managedEBSVolume: { roleArn, sizeInGiB: 6 } }];
  for (const configurations of [larger, larger])
    await world.ecs.send(new UpdateServiceCommand({ service: 'web', volumeConfigurations: configurations }));
  const { services: [updated] = [] } = await world.ecs.send(
    new DescribeServicesCommand({ services: ['web'] }),
  );
  expect(updated?.deployments?.map((each) => each.volumeConfigurations)).toEqual([
    larger,
    volumeConfigurations,
  ]);
});

test('a container starts after those whose volumes it takes over, and stops before them', async () => {
  await using world = await startScene([]);
  await register(
    world,
    [{ name: 'v' }],
    [
      { name: 'second', image: 'app', volumesFrom: [{ sourceContainer: 'first' }] },
      { name: 'first', image: 'app', mountPoints: [{ sourceVolume: 'v', containerPath: '/v' }] },
    ],
  );
  const events: string[] = [];
  world.engine.subscribe(async (event) => {
    if (event.type !== 'started' && event.type !== 'died') return;
    const found = (await world.engine.list()).find(({ id }) => id === event.id);
    const name = found?.labels['drydock.container'];
    if (name !== undefined) events.push(`${name} ${event.type}`);
  });
  const task = await run(world);
  await world.advance(10_000);
  await world.ecs.send(new StopTaskCommand({ task }));
  await world.advance(60_000);
  expect(events).toEqual(['first started', 'second started', 'second died', 'first died']);
});
