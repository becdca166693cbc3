import { expect, test } from 'vitest';
import { TaskStore } from '../../../../src/services/ecs/task/task-store.ts';
import { bindingsOf, InstancesUnderTest } from '../../../support/system/instances-under-test.ts';
import { killAtInstants } from '../../../support/system/kill-at-instants.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from '../../../support/system/simulated-world.ts';
import { newStranger, onHostPort } from '../../../support/system/stranger.ts';
import { taskEnding } from '../../../support/system/task-ending.ts';

interface Scene {
  readonly world: SimulatedWorld;
  readonly instances: InstancesUnderTest;
  instance: string;
  /** The containers that were started, as often as they were. */
  readonly starts: readonly string[];
}

async function newScene(options: SimulatedWorldOptions = {}): Promise<Scene> {
  const world = await SimulatedWorld.start(options);
  const starts: string[] = [];
  world.engine.subscribe((event) => {
    if (event.type === 'started') starts.push(event.id);
  });
  const instances = await InstancesUnderTest.in(world);
  return { world, instances, instance: await instances.add(), starts };
}

/** Two containers, of which the first is linked to the second, with ports that the engine picks and one that is fixed. */
const linked = [
  { name: 'app', links: ['db'], portMappings: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }] },
  { name: 'db', portMappings: [{ containerPort: 5432 }] },
];

/** What clients see, and what the engine holds for it: ports as they are there, not as they were once. */
async function standing({ world, instances, instance }: Scene) {
  const tasks = await instances.tasks();
  const held = await world.engine.list();
  const publishedOf = (runtimeId: string | undefined) =>
    held.find(({ id }) => id === runtimeId)?.ports?.map(({ hostPort }) => hostPort);
  return {
    tasks: tasks.map((task) => ({
      ...taskEnding(task),
      bindings: bindingsOf(task),
      asInEngine: task.containers?.every(
        ({ runtimeId, networkBindings = [] }) =>
          JSON.stringify(publishedOf(runtimeId)) ===
          JSON.stringify(networkBindings.map(({ hostPort }) => hostPort)),
      ),
    })),
    instance: await instances.instance(instance),
    containers: held.length,
  };
}

test('a task comes to run with its ports and its share of the instance after a kill at any instant', async () => {
  await killAtInstants({
    newScene: () => newScene({ images: { app: { pull: { delayMs: 1000 } } } }),
    step: 1,
    prepare: ({ instances }) => instances.define(linked),
    act: ({ instances }) => instances.runOne(),
    async endState(scene) {
      const { tasks, instance, containers } = await standing(scene);
      expect(tasks.map(({ lastStatus, asInEngine }) => ({ lastStatus, asInEngine }))).toEqual([
        { lastStatus: 'RUNNING', asInEngine: true },
      ]);
      expect(instance).toMatchObject({ cpu: 768, memory: 800, ports: ['81'] });
      return { tasks, instance, containers, starts: scene.starts.length };
    },
  });
}, 60_000);

test('a task gives back its share of the instance, its ports and containers after a kill at any instant', async () => {
  await killAtInstants({
    newScene: () => newScene({ images: { app: { stopDelayMs: 500 } } }),
    step: 1,
    async prepare({ instances, world }) {
      await instances.define(linked);
      await instances.run();
      await world.advance(1000);
    },
    async act({ instances, world }) {
      const [task] = new TaskStore(world.state).listLive();
      await instances.stop(task?.arn ?? '');
    },
    async endState(scene) {
      const { tasks, instance, containers } = await standing(scene);
      expect(tasks.map(({ lastStatus }) => lastStatus)).toEqual(['STOPPED']);
      expect({ instance, containers }).toMatchObject({
        instance: { cpu: 1024, memory: 1000, ports: [] },
        containers: 0,
      });
      // Its port is free again in the engine as well.
      await scene.instances.run();
      await scene.world.advance(1000);
      return { tasks, instance, runsAgain: (await standing(scene)).instance.running };
    },
  });
}, 60_000);

test('a container that is started again shows the ports that it has then after a kill at any instant', async () => {
  const restartPolicy = { enabled: true, restartAttemptPeriod: 60 };
  let instant = 0;
  for (let wasKilled = true; wasKilled; ) {
    instant += 1;
    const scene = await newScene();
    const { world, instances } = scene;
    await using _world = world;
    await instances.define([{ portMappings: [{ containerPort: 80 }], restartPolicy }]);
    const task = await instances.runOne();
    await world.advance(90_000);
    const before = await instances.task(task);
    const stranger = await newStranger(world, { network: onHostPort(49_153) });
    world.engine.subscribe((event) => {
      if (event.type === 'died') void world.engine.startContainer(stranger);
    });
    world.life.dieAfter(instant);
    world.engine.crash(before.containers?.[0]?.runtimeId ?? '', 1);
    await world.advance(0);
    wasKilled = !world.life.isAlive;
    if (wasKilled) {
      await world.kill();
      await world.startEmulator();
      await world.advance(1000);
    }
    const [after] = (await standing(scene)).tasks;
    expect([instant, after?.lastStatus, after?.bindings.length, after?.asInEngine]).toEqual([
      ...[instant, 'RUNNING', 1, true],
    ]);
    if (!wasKilled) expect(after?.bindings).not.toEqual(bindingsOf(before));
  }
  expect(instant).toBeGreaterThan(6);
}, 60_000);
