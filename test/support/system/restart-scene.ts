import { NetworkInterfaceStore } from '../../../src/services/ec2/network-interface-store.ts';
import { ServiceUnderTest } from './service-under-test.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from './simulated-world.ts';

/** An emulator of its own, with a service that is still to be made. */
export interface RestartScene {
  readonly world: SimulatedWorld;
  readonly web: ServiceUnderTest;
  /** The containers that were started, sandboxes left out, as often as they were. */
  readonly starts: readonly string[];
}

export async function newScene(options: SimulatedWorldOptions): Promise<RestartScene> {
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
export async function held({ world, web }: RestartScene) {
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
