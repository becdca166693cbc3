import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  CreateTaskSetCommand,
  type CreateTaskSetCommandInput,
  RegisterTaskDefinitionCommand,
  type Service,
  type TaskSet,
} from '@aws-sdk/client-ecs';
import type { EcsApi } from './ecs-api.ts';
import { fargateDefinition } from './fargate-definition.ts';

export const webServiceArn = 'arn:aws:ecs:us-east-1:000000000000:service/default/web';

/** Makes the service `web` of the EXTERNAL controller in the cluster `default`, and the definition `web:1`. */
export async function createExternalService(
  api: EcsApi,
  rest: Partial<CreateServiceCommandInput> = {},
): Promise<Service> {
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  const { service } = await api.ecs.send(
    new CreateServiceCommand({
      serviceName: 'web',
      desiredCount: 2,
      deploymentController: { type: 'EXTERNAL' },
      ...rest,
    }),
  );
  if (service === undefined) throw new Error('no service was created');
  return service;
}

/** A task set of `web` on Fargate, as little as that takes. */
export async function createTaskSet(
  api: EcsApi,
  rest: Partial<CreateTaskSetCommandInput> = {},
): Promise<TaskSet> {
  const { taskSet } = await api.ecs.send(new CreateTaskSetCommand(taskSetInput(api, rest)));
  if (taskSet === undefined) throw new Error('no task set was created');
  return taskSet;
}

export function taskSetInput(
  { subnets }: EcsApi,
  rest: Partial<CreateTaskSetCommandInput> = {},
): CreateTaskSetCommandInput {
  return {
    cluster: 'default',
    service: 'web',
    taskDefinition: 'web:1',
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: subnets.slice(0, 1).map(({ id }) => id) } },
    ...rest,
  };
}
