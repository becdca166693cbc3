import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  type ContainerDefinition,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { type Shop, shop } from '../../../emulator/demo/shop.ts';
import { until } from '../../../emulator/demo/until.ts';
import { sampleImage } from '../../../fixtures/build-sample-image.ts';
import { fargateDefinition } from '../ecs/fargate-definition.ts';
import { nodeProgram } from './container/node-program.ts';
import { promptStopTimeout } from './container/prompt-stop-timeout.ts';
import { shopLogs } from './container/shop-logs.ts';
import type { DockerWorld } from './docker-world.ts';
import { untilStatus } from './until-task.ts';

export interface ProgramContainer extends Partial<ContainerDefinition> {
  readonly name: string;
  /** What Node.js runs in the container. */
  readonly source: string;
}

export interface TaskRequest {
  readonly family: string;
  readonly containers: readonly ProgramContainer[];
  /** EC2: on a container instance, in the bridge mode unless the definition says otherwise. */
  readonly on?: 'FARGATE' | 'EC2';
  readonly definition?: Partial<RegisterTaskDefinitionCommandInput>;
  readonly run?: Partial<RunTaskCommandInput>;
}

/** One task of a definition of its own in the shop's cluster; what its containers print is JSON, a value a line. */
export class TaskUnderTest {
  readonly task: Task;
  readonly #world: DockerWorld;
  readonly #family: string;

  private constructor(world: DockerWorld, family: string, task: Task) {
    this.#world = world;
    this.#family = family;
    this.task = task;
  }

  static async run(world: DockerWorld, shopOfWorld: Shop, request: TaskRequest): Promise<TaskUnderTest> {
    const [task] = await TaskUnderTest.runAll(world, shopOfWorld, request);
    if (task === undefined) throw new Error(`No task of ${request.family} was placed.`);
    return task;
  }

  /** As many as `run.count` says. */
  static async runAll(
    world: DockerWorld,
    { network }: Shop,
    { family, containers, definition, run, on = 'FARGATE' }: TaskRequest,
  ): Promise<TaskUnderTest[]> {
    const { ecs } = world.clients;
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        ...(on === 'FARGATE' ? fargateDefinition(family) : { family, cpu: '256', memory: '512' }),
        executionRoleArn: 'arn:aws:iam::000000000000:role/ecsTaskExecutionRole',
        containerDefinitions: containers.map(({ source, ...container }) => ({
          image: sampleImage,
          ...nodeProgram(source),
          stopTimeout: promptStopTimeout,
          logConfiguration: shopLogs(family),
          ...container,
        })),
        ...definition,
      }),
    );
    const { tasks = [] } = await ecs.send(
      new RunTaskCommand({
        cluster: shop.cluster,
        taskDefinition: family,
        launchType: on,
        networkConfiguration: on === 'FARGATE' ? network : undefined,
        ...run,
      }),
    );
    return tasks.map((task) => new TaskUnderTest(world, family, task));
  }

  /** The first value that a container prints. */
  said(container: string): Promise<unknown> {
    return until(`${container} of ${this.#family} says something`, async () => {
      const { events: [first] = [] } = await this.#world.clients.logs.send(
        new FilterLogEventsCommand({
          logGroupName: shop.logGroup,
          logStreamNames: [`${this.#family}/${container}/${this.task.taskArn?.split('/').at(-1)}`],
        }),
      );
      return first?.message === undefined ? undefined : JSON.parse(first.message);
    });
  }

  until(status: string): Promise<Task> {
    return untilStatus(this.#world.clients, this.task, status);
  }

  /** The engine's own view of a container that runs. */
  async inspect(container: string): Promise<{
    readonly Config: Readonly<Record<string, unknown>>;
    readonly HostConfig: Readonly<Record<string, unknown>>;
  }> {
    const { containers = [] } = await this.until('RUNNING');
    const id = containers.find(({ name }) => name === container)?.runtimeId;
    return this.#world.engine.read({ path: `/containers/${id}/json` });
  }

  async stop(): Promise<Task> {
    const { taskArn } = this.task;
    await this.#world.clients.ecs.send(new StopTaskCommand({ cluster: shop.cluster, task: taskArn }));
    return this.until('STOPPED');
  }
}
