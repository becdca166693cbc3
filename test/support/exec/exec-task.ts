import {
  type ContainerDefinition,
  CreateClusterCommand,
  DescribeTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { fargateDefinition } from '../ecs/fargate-definition.ts';
import type { SimulatedWorld } from '../system/simulated-world.ts';

export const taskRole = 'arn:aws:iam::000000000000:role/task';

export interface ExecTaskOptions {
  readonly containers?: readonly ContainerDefinition[];
  readonly enableExecuteCommand?: boolean;
}

export function networkOf(world: SimulatedWorld) {
  return { networkConfiguration: { awsvpcConfiguration: { subnets: [...world.subnets] } } };
}

/** The family `web` with a task role or without one, and the cluster `default`. */
export async function registerWeb(
  world: SimulatedWorld,
  { containers = [{}], taskRoleArn }: { containers?: readonly ContainerDefinition[]; taskRoleArn?: string },
): Promise<void> {
  await world.ecs.send(new CreateClusterCommand({}));
  await world.ecs.send(
    new RegisterTaskDefinitionCommand(
      fargateDefinition('web', {
        taskRoleArn,
        containerDefinitions: containers.map((container) => ({ name: 'app', image: 'app', ...container })),
      }),
    ),
  );
}

/** A task of the family `web` that has had the time to start. */
export async function runWeb(
  world: SimulatedWorld,
  { containers, enableExecuteCommand = true }: ExecTaskOptions = {},
): Promise<Task> {
  await registerWeb(world, { containers, taskRoleArn: taskRole });
  const { tasks } = await world.ecs.send(
    new RunTaskCommand({
      taskDefinition: 'web',
      launchType: 'FARGATE',
      enableExecuteCommand,
      ...networkOf(world),
    }),
  );
  await world.advance(0);
  return describedTask(world, tasks?.[0]?.taskArn ?? '');
}

export async function describedTask(world: SimulatedWorld, taskArn: string): Promise<Task> {
  const { tasks } = await world.ecs.send(new DescribeTasksCommand({ tasks: [taskArn] }));
  const task = tasks?.[0];
  if (task === undefined) throw new Error(`There is no task ${taskArn}.`);
  return task;
}
