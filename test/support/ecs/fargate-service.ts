import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs';
import type { EcsApi } from './ecs-api.ts';

/** The least that a service on Fargate takes; its definition is of the service's own name. */
export function fargateService(
  api: EcsApi,
  serviceName: string,
  rest: Partial<CreateServiceCommandInput> = {},
): CreateServiceCommandInput {
  return {
    serviceName,
    taskDefinition: serviceName,
    launchType: 'FARGATE',
    desiredCount: 1,
    networkConfiguration: { awsvpcConfiguration: { subnets: api.subnets.slice(0, 1).map(({ id }) => id) } },
    ...rest,
  };
}
