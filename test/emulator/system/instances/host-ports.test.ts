import { expect, test } from 'vitest';
import { bindingsOf, InstancesUnderTest } from '../../../support/system/instances-under-test.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from '../../../support/system/simulated-world.ts';
import { newStranger, onHostPort } from '../../../support/system/stranger.ts';
import { taskEnding } from '../../../support/system/task-ending.ts';

async function startScene(options: SimulatedWorldOptions = {}) {
  const world = await SimulatedWorld.start(options);
  const instances = await InstancesUnderTest.in(world);
  const instance = await instances.add();
  return { world, instances, instance, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

const unused = { status: 'ACTIVE', cpu: 1024, memory: 1000, ports: [], running: 0, pending: 0 };

test('each replica has ports of its own, those of a range and of udp among them', async () => {
  await using scene = await startScene();
  const { world, instances } = scene;
  await instances.define([
    {
      portMappings: [
        { containerPort: 80 },
        { containerPort: 53, hostPort: 0, protocol: 'udp' },
        { containerPortRange: '9000-9001' },
      ],
    },
  ]);
  const { tasks = [] } = await instances.run({ count: 2 });
  await world.advance(0);
  const seen = await Promise.all(tasks.map(({ taskArn = '' }) => instances.task(taskArn)));
  const published = (first: number) => [
    `app 80->127.0.0.1:${first}/tcp`,
    `app 53->127.0.0.1:${first + 1}/udp`,
    `app 9000->127.0.0.1:${first + 2}/tcp`,
    `app 9001->127.0.0.1:${first + 3}/tcp`,
  ];
  const ports = seen.map(bindingsOf).sort();
  expect(ports).toEqual([published(49_153), published(49_157)]);
});

test('a fixed port is held until its task has stopped, and is published on the address of its instance', async () => {
  await using scene = await startScene();
  const { world, instances, instance } = scene;
  const second = await instances.add();
  await instances.define([{ portMappings: [{ containerPort: 80, hostPort: 8080 }] }]);
  const { tasks = [], failures = [] } = await instances.run({ count: 3 });
  await world.advance(0);
  const seen = await Promise.all(tasks.map(({ taskArn = '' }) => instances.task(taskArn)));
  expect(seen.flatMap(bindingsOf).sort()).toEqual([
    'app 80->127.0.0.1:8080/tcp',
    'app 80->127.0.0.2:8080/tcp',
  ]);
  expect(failures.map(({ reason }) => reason)).toEqual(['RESOURCE:PORTS', 'RESOURCE:PORTS']);
  const used = { ...unused, cpu: 896, memory: 900, ports: ['8080'], running: 1 };
  expect([await instances.instance(instance), await instances.instance(second)]).toEqual([used, used]);
  for (const { taskArn = '' } of tasks) await instances.stop(taskArn);
  await world.advance(1000);
  expect(await instances.instance(instance)).toEqual(unused);
  expect((await instances.run()).failures).toEqual([]);
});

test('a task whose port a stranger has fails in the engine’s words, and gives back what it held', async () => {
  await using scene = await startScene();
  const { world, instances, instance } = scene;
  await world.engine.startContainer(await newStranger(world, { network: onHostPort(8080) }));
  await instances.define([
    { portMappings: [{ containerPort: 80, hostPort: 8080 }] },
    { name: 'aside', image: 'app', essential: false },
  ]);
  const task = await instances.runOne();
  await world.advance(60_000);
  const reason =
    'CannotStartContainerError: Error response from daemon: driver failed programming external connectivity: Bind for 127.0.0.1:8080 failed: port is already allocated';
  expect(taskEnding(await instances.task(task))).toEqual({
    containers: [
      { lastStatus: 'STOPPED', name: 'app', reason },
      { exitCode: 143, lastStatus: 'STOPPED', name: 'aside' },
    ],
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'TaskFailedToStart',
    stoppedReason: reason,
  });
  expect(await instances.instance(instance)).toEqual(unused);
});

test('a container that its restartPolicy starts again shows the ports that it has then', async () => {
  await using scene = await startScene({ images: { app: { exit: { afterMs: 90_000, code: 1 } } } });
  const { world, instances } = scene;
  await instances.define([
    {
      portMappings: [{ containerPort: 80 }],
      restartPolicy: { enabled: true, restartAttemptPeriod: 60 },
    },
  ]);
  const task = await instances.runOne();
  const stranger = await newStranger(world, { image: 'stranger', network: onHostPort(49_153) });
  world.engine.subscribe((event) => {
    if (event.type === 'died') void world.engine.startContainer(stranger);
  });
  await world.advance(89_999);
  expect(bindingsOf(await instances.task(task))).toEqual(['app 80->127.0.0.1:49153/tcp']);
  await world.advance(1);
  const { lastStatus, containers } = await instances.task(task);
  expect([lastStatus, ...bindingsOf({ containers })]).toEqual(['RUNNING', 'app 80->127.0.0.1:49154/tcp']);
});

test('in the host mode the ports of the container are the host’s, and without a network there are none', async () => {
  await using scene = await startScene();
  const { world, instances, instance } = scene;
  await instances.define(
    [{ portMappings: [{ containerPort: 80 }, { containerPort: 53, hostPort: 53, protocol: 'udp' }] }],
    { networkMode: 'host' },
  );
  const onHost = await instances.runOne();
  await instances.define([{}], { networkMode: 'none' });
  const alone = await instances.runOne();
  await world.advance(0);
  expect(bindingsOf(await instances.task(onHost))).toEqual([
    'app 80->0.0.0.0:80/tcp',
    'app 53->0.0.0.0:53/udp',
  ]);
  expect(bindingsOf(await instances.task(alone))).toEqual([]);
  expect((await instances.instance(instance)).ports).toEqual(['80']);
  for (const task of [onHost, alone]) {
    const { lastStatus, attachments, containers } = await instances.task(task);
    expect({ lastStatus, attachments, interfaces: containers?.[0]?.networkInterfaces }).toEqual({
      ...{ lastStatus: 'RUNNING', attachments: [], interfaces: [] },
    });
  }
});

test('a container starts after those that it is linked to, and stops before them', async () => {
  await using scene = await startScene();
  const { world, instances } = scene;
  await instances.define([
    { name: 'web', links: ['api:backend', 'db'] },
    { name: 'api', links: ['db'] },
    { name: 'db' },
  ]);
  const events: string[] = [];
  world.engine.subscribe(async (event) => {
    if (event.type !== 'started' && event.type !== 'died') return;
    const found = (await world.engine.list()).find(({ id }) => id === event.id);
    const name = found?.labels['drydock.container'];
    if (name !== undefined) events.push(`${name} ${event.type}`);
  });
  const task = await instances.runOne();
  await world.advance(1000);
  await instances.stop(task);
  await world.advance(1000);
  const up = ['db started', 'api started', 'web started'];
  expect(events).toEqual([...up, 'web died', 'api died', 'db died']);
});
