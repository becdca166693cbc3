import {
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DescribeServicesCommand,
  type Service,
  UpdateContainerInstancesStateCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { InstancesUnderTest } from './instances-under-test.ts';
import type { SimulatedWorld } from './simulated-world.ts';

/** A client of the service `web`, which runs the family `job` on container instances. */
export class InstanceService {
  readonly instances: InstancesUnderTest;
  readonly #world: SimulatedWorld;

  static async in(world: SimulatedWorld): Promise<InstanceService> {
    return new InstanceService(world, await InstancesUnderTest.in(world));
  }

  private constructor(world: SimulatedWorld, instances: InstancesUnderTest) {
    this.#world = world;
    this.instances = instances;
  }

  async create(input: Partial<CreateServiceCommandInput> = {}): Promise<void> {
    await this.#world.ecs.send(
      new CreateServiceCommand({ serviceName: 'web', taskDefinition: 'job', ...input }),
    );
  }

  async update(input: Partial<UpdateServiceCommandInput> = {}): Promise<void> {
    await this.#world.ecs.send(new UpdateServiceCommand({ service: 'web', ...input }));
  }

  async setState(instance: string, status: 'ACTIVE' | 'DRAINING'): Promise<void> {
    await this.#world.ecs.send(
      new UpdateContainerInstancesStateCommand({ containerInstances: [instance], status }),
    );
  }

  async describe(): Promise<Service> {
    const { services: [service] = [] } = await this.#world.ecs.send(
      new DescribeServicesCommand({ services: ['web'] }),
    );
    if (service === undefined) throw new Error('There is no service web.');
    return service;
  }

  /** The instances of its RUNNING tasks, sorted: one as often as it has tasks. */
  async runningOn(): Promise<string[]> {
    const running = (await this.instances.tasks()).filter(({ lastStatus }) => lastStatus === 'RUNNING');
    return running.map(({ containerInstanceArn = '' }) => containerInstanceArn).sort();
  }

  /** What its events say, newest first, ids left out. */
  async events(): Promise<string[]> {
    const { events = [] } = await this.describe();
    return events.map(({ message = '' }) => message.replaceAll(/[0-9a-f]{32}/g, 'id'));
  }
}
