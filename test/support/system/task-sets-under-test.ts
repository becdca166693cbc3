import {
  CreateTaskSetCommand,
  type CreateTaskSetRequest,
  DeleteTaskSetCommand,
  ListTasksCommand,
  UpdateServicePrimaryTaskSetCommand,
  UpdateTaskSetCommand,
} from '@aws-sdk/client-ecs';
import type { ServiceUnderTest } from './service-under-test.ts';
import type { SimulatedWorld } from './simulated-world.ts';

/** A client that deploys the service `web` by itself, with task sets. */
export class TaskSetsUnderTest {
  readonly #world: SimulatedWorld;
  readonly #web: ServiceUnderTest;

  /** Makes the service, which is to have `desiredCount` tasks at 100 percent. */
  static async of(
    world: SimulatedWorld,
    web: ServiceUnderTest,
    desiredCount: number,
  ): Promise<TaskSetsUnderTest> {
    await web.create({
      desiredCount,
      deploymentController: { type: 'EXTERNAL' },
      taskDefinition: undefined,
      launchType: undefined,
      networkConfiguration: undefined,
    });
    return new TaskSetsUnderTest(world, web);
  }

  private constructor(world: SimulatedWorld, web: ServiceUnderTest) {
    this.#world = world;
    this.#web = web;
  }

  /** Returns its id. */
  async create(
    taskDefinition: string,
    percent: number,
    rest: Partial<CreateTaskSetRequest> = {},
  ): Promise<string> {
    const { taskSet } = await this.#world.ecs.send(
      new CreateTaskSetCommand({
        ...this.#names,
        taskDefinition,
        launchType: 'FARGATE',
        ...this.#web.network,
        scale: { value: percent, unit: 'PERCENT' },
        ...rest,
      }),
    );
    await this.#web.describe();
    return taskSet?.id ?? '';
  }

  scale(taskSet: string, percent: number) {
    const scale = { value: percent, unit: 'PERCENT' } as const;
    return this.#world.ecs.send(new UpdateTaskSetCommand({ ...this.#names, taskSet, scale }));
  }

  promote(primaryTaskSet: string) {
    return this.#world.ecs.send(new UpdateServicePrimaryTaskSetCommand({ ...this.#names, primaryTaskSet }));
  }

  delete(taskSet: string) {
    return this.#world.ecs.send(new DeleteTaskSetCommand({ ...this.#names, taskSet, force: true }));
  }

  /** How many tasks of it are meant to run. */
  async countOf(taskSet: string): Promise<number> {
    const { taskArns = [] } = await this.#world.ecs.send(new ListTasksCommand({ startedBy: taskSet }));
    return taskArns.length;
  }

  get #names() {
    return { cluster: 'default', service: this.#web.name };
  }
}
