import {
  type ContainerInstance,
  RegisterContainerInstanceCommand,
  type RegisterContainerInstanceCommandInput,
} from '@aws-sdk/client-ecs';
import { buildShop, type Shop, shop } from '../../../emulator/demo/shop.ts';
import { engineLeftovers } from '../engine/engine-leftovers.ts';
import { type DockerWorld, type DockerWorldOptions, startDockerWorld } from './docker-world.ts';
import { type TaskRequest, TaskUnderTest } from './task-under-test.ts';

/** A Drydock over the real engine, and container instances in the shop's cluster. */
export interface InstanceWorld extends DockerWorld {
  readonly shop: Shop;
  register(input?: RegisterContainerInstanceCommandInput): Promise<ContainerInstance>;
  /** Runs a task with the launch type EC2. */
  run(request: TaskRequest): Promise<TaskUnderTest>;
  runAll(request: TaskRequest): Promise<TaskUnderTest[]>;
}

/** Starts with one instance, which has the attribute `first`. Its disposal rejects when something is left in the engine. */
export async function startInstanceWorld(options: DockerWorldOptions = {}): Promise<InstanceWorld> {
  const world = await startDockerWorld(options);
  try {
    const built = await buildShop(world.clients, { say: () => {} });
    const register: InstanceWorld['register'] = async (input) => {
      const { containerInstance = {} } = await world.clients.ecs.send(
        new RegisterContainerInstanceCommand({ cluster: shop.cluster, ...input }),
      );
      return containerInstance;
    };
    await register({ attributes: [{ name: 'first' }] });
    return {
      ...world,
      shop: built,
      register,
      run: (request) => TaskUnderTest.run(world, built, { on: 'EC2', ...request }),
      runAll: (request) => TaskUnderTest.runAll(world, built, { on: 'EC2', ...request }),
      [Symbol.asyncDispose]: async () => {
        await world[Symbol.asyncDispose]();
        const left = await engineLeftovers(world.engine, world.instanceId);
        if (Object.values(left).flat().length > 0) throw new Error(`Left behind: ${JSON.stringify(left)}`);
      },
    };
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}
