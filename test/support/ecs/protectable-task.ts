import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import type { EcsApi } from './ecs-api.ts';
import { fargateDefinition } from './fargate-definition.ts';
import { fargateService } from './fargate-service.ts';
import { launchedServiceTask } from './launched-service-task.ts';

/** A task of the service `web` in the default cluster: only tasks of services can be protected. Returns its ARN. */
export async function protectableTask(api: EcsApi): Promise<string> {
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  const { service } = await api.ecs.send(new CreateServiceCommand(fargateService(api, 'web')));
  return launchedServiceTask(api, service?.serviceArn ?? '');
}
