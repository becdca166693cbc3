import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  ListServiceDeploymentsCommand,
  RegisterTaskDefinitionCommand,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type {
  ServiceDeployment,
  ServiceDeploymentProgress,
} from '../../../src/services/ecs/service-deployment/service-deployment.ts';
import type { EcsApi } from './ecs-api.ts';
import { fargateDefinition } from './fargate-definition.ts';
import { fargateService } from './fargate-service.ts';

export const serviceArn = 'arn:aws:ecs:us-east-1:000000000000:service/default/web';

/** The service `web` of the definition `web:1`, as CreateService answers. */
export async function deployedService(
  api: EcsApi,
  rest: Partial<CreateServiceCommandInput> = {},
): Promise<Service> {
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  const { service } = await api.ecs.send(new CreateServiceCommand(fargateService(api, 'web', rest)));
  if (service === undefined) throw new Error('no service was created');
  return service;
}

/** Begins the next deployment of the service. */
export async function redeploy(api: EcsApi): Promise<Service> {
  const { service } = await api.ecs.send(
    new UpdateServiceCommand({ service: 'web', forceNewDeployment: true }),
  );
  if (service === undefined) throw new Error('no service was updated');
  return service;
}

/** The ARNs of its service deployments, the newest first. */
export async function serviceDeploymentArns(api: EcsApi): Promise<string[]> {
  const { serviceDeployments = [] } = await api.ecs.send(
    new ListServiceDeploymentsCommand({ service: 'web' }),
  );
  return serviceDeployments.map(({ serviceDeploymentArn = '' }) => serviceDeploymentArn);
}

/** Plays the planner's part. */
export function setProgress(
  api: EcsApi,
  arn: string,
  facts: Partial<ServiceDeploymentProgress>,
): ServiceDeployment {
  const { serviceDeployments } = api.context.ecs;
  const deployment = serviceDeployments.find(arn);
  if (deployment === undefined) throw new Error(`There is no ${arn}`);
  const progress = { ...deployment.progress, updatedAtMs: api.clock.now(), ...facts };
  serviceDeployments.setProgress(arn, progress);
  return { ...deployment, progress };
}
