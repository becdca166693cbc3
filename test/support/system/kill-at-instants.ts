import { expect } from 'vitest';
import { NetworkInterfaceStore } from '../../../src/services/ec2/network-interface-store.ts';
import { ServiceUnderTest } from './service-under-test.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from './simulated-world.ts';

export interface Scene {
  readonly world: SimulatedWorld;
  readonly web: ServiceUnderTest;
  /** The containers that were started, sandboxes left out, as often as they were. */
  readonly starts: readonly string[];
}

/** An emulator of its own, with a service that is still to be made. */
export async function newScene(options: SimulatedWorldOptions): Promise<Scene> {
  const world = await SimulatedWorld.start(options);
  const starts: string[] = [];
  world.engine.subscribe(async (event) => {
    if (event.type !== 'started') return;
    const started = (await world.engine.list()).find(({ id }) => id === event.id);
    if (started?.labels['drydock.role'] === 'container') starts.push(started.id);
  });
  return { world, web: await ServiceUnderTest.in(world), starts };
}

/** What the engine and the state hold for each other: nothing may be left over on either side. */
export async function held({ world, web }: Scene) {
  const found = await world.engine.list();
  const running = (await web.tasks()).filter(({ lastStatus }) => lastStatus === 'RUNNING');
  const containers = found.filter(({ labels }) => labels['drydock.role'] === 'container');
  const sandboxes = found.filter(({ labels }) => labels['drydock.role'] === 'sandbox');
  const interfaces = new NetworkInterfaceStore(world.state).list();
  return {
    containersOfRunningTasks: containers.filter(({ labels }) =>
      running.some(({ taskArn }) => taskArn === labels['drydock.task']),
    ).length,
    containers: containers.length,
    sandboxesWithoutInterface: sandboxes.filter(
      ({ id }) => !interfaces.some(({ sandboxId }) => sandboxId === id),
    ).length,
    interfacesWithoutSandbox: interfaces.filter(
      ({ sandboxId }) => !sandboxes.some(({ id }) => id === sandboxId),
    ).length,
  };
}

export interface Play extends SimulatedWorldOptions {
  /** Every how many instants the emulator is killed. */
  readonly step: number;
  prepare(scene: Scene): Promise<void>;
  /** Asks for what the emulator is killed over: committed with the first instant, whether or not an answer comes. */
  act(scene: Scene): Promise<unknown>;
  endState(scene: Scene): Promise<unknown>;
}

/** Plays a scene without a kill, then once for each `step`-th instant of it with the emulator killed there. */
export async function killAtInstants({ step, prepare, act, endState, ...options }: Play): Promise<void> {
  const undisturbed = await newScene(options);
  await using _undisturbed = undisturbed.world;
  await prepare(undisturbed);
  const { life } = undisturbed.world;
  const first = life.instants;
  await act(undisturbed);
  await undisturbed.world.advance(120_000);
  const expected = await endState(undisturbed);
  const instants = life.instants - first;
  expect(instants).toBeGreaterThan(20);
  for (let instant = 1; instant <= instants; instant += step) {
    const scene = await newScene(options);
    const { world } = scene;
    await using _world = world;
    await prepare(scene);
    world.life.dieAfter(instant);
    await act(scene).catch(() => undefined);
    await world.clock.advance(20_000);
    await world.kill();
    // Now and then the engine goes on alone for a while.
    await world.clock.advance(instant % 3 === 0 ? 5000 : 0);
    await world.startEmulator();
    await world.advance(120_000);
    expect(await endState(scene), `killed at instant ${instant}`).toEqual(expected);
  }
}
