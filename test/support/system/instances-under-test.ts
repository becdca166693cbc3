import {
  CreateClusterCommand,
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterContainerInstanceCommand,
  type RegisterContainerInstanceCommandInput,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  RunTaskCommand,
  type RunTaskCommandInput,
  type RunTaskCommandOutput,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import type { ContainerUnderTest } from './service-under-test.ts';
import type { SimulatedWorld } from './simulated-world.ts';

const integer = (name: string, integerValue: number) => ({ name, type: 'INTEGER', integerValue });

/** A client of the cluster `default` who offers it container instances and runs tasks of the family `job` on them. */
export class InstancesUnderTest {
  readonly #world: SimulatedWorld;

  static async in(world: SimulatedWorld): Promise<InstancesUnderTest> {
    await world.ecs.send(new CreateClusterCommand({}));
    return new InstancesUnderTest(world);
  }

  private constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  /** Registers an instance of 1024 CPU units and 1000 MiB; returns its ARN. */
  async add(input: RegisterContainerInstanceCommandInput = {}): Promise<string> {
    const totalResources = [integer('CPU', 1024), integer('MEMORY', 1000)];
    const { containerInstance } = await this.#world.ecs.send(
      new RegisterContainerInstanceCommand({ totalResources, ...input }),
    );
    return containerInstance?.containerInstanceArn ?? '';
  }

  /** Registers the next revision of `job`: in the bridge mode unless told otherwise, 128 CPU units and 100 MiB each. */
  async define(
    containers: readonly ContainerUnderTest[],
    definition: Partial<RegisterTaskDefinitionCommandInput> = {},
  ): Promise<void> {
    await this.#world.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'job',
        containerDefinitions: containers.map((container) => ({
          ...{ name: 'app', image: 'app', cpu: 128, memory: 100, ...container },
        })),
        ...definition,
      }),
    );
  }

  run(input: Partial<RunTaskCommandInput> = {}): Promise<RunTaskCommandOutput> {
    return this.#world.ecs.send(new RunTaskCommand({ taskDefinition: 'job', launchType: 'EC2', ...input }));
  }

  /** Runs one task; returns its ARN. */
  async runOne(input: Partial<RunTaskCommandInput> = {}): Promise<string> {
    const { tasks: [task] = [], failures } = await this.run(input);
    if (task?.taskArn === undefined) throw new Error(`No task was placed: ${JSON.stringify(failures)}`);
    return task.taskArn;
  }

  async stop(task: string): Promise<void> {
    await this.#world.ecs.send(new StopTaskCommand({ task }));
  }

  async task(taskArn: string): Promise<Task> {
    const { tasks: [task] = [] } = await this.#world.ecs.send(new DescribeTasksCommand({ tasks: [taskArn] }));
    if (task === undefined) throw new Error(`There is no task ${taskArn}.`);
    return task;
  }

  /** Every task that the cluster still tells of. */
  async tasks(): Promise<Task[]> {
    const pages = await Promise.all(
      (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
        this.#world.ecs.send(new ListTasksCommand({ desiredStatus })),
      ),
    );
    return Promise.all(pages.flatMap(({ taskArns = [] }) => taskArns).map((arn) => this.task(arn)));
  }

  /** An instance as far as its tasks go: what is left of it, the ports beyond those of its agent that are taken. */
  async instance(arn: string) {
    const { containerInstances: [found] = [] } = await this.#world.ecs.send(
      new DescribeContainerInstancesCommand({ containerInstances: [arn] }),
    );
    if (found === undefined) throw new Error(`There is no instance ${arn}.`);
    const { remainingResources = [], registeredResources = [] } = found;
    const left = (name: string) => remainingResources.find((each) => each.name === name)?.integerValue;
    const ports = (from: typeof remainingResources) => [
      ...(from.find((each) => each.name === 'PORTS')?.stringSetValue ?? []),
    ];
    return {
      status: found.status,
      cpu: left('CPU'),
      memory: left('MEMORY'),
      ports: ports(remainingResources).filter((port) => !ports(registeredResources).includes(port)),
      running: found.runningTasksCount,
      pending: found.pendingTasksCount,
    };
  }
}

/** Where the containers of a task are published, each as `name 80->127.0.0.1:49153/tcp`. */
export function bindingsOf({ containers = [] }: Pick<Task, 'containers'>): string[] {
  return containers.flatMap(({ name, networkBindings = [] }) =>
    networkBindings.map(
      ({ bindIP, containerPort, hostPort, protocol }) =>
        `${name} ${containerPort}->${bindIP}:${hostPort}/${protocol}`,
    ),
  );
}
