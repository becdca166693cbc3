import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  RegisterTaskDefinitionCommand,
  type Service,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { type EcsApi, startEcsApi } from './ecs-api.ts';
import { fargateDefinition } from './fargate-definition.ts';
import { fargateService } from './fargate-service.ts';

/** Registers the next revision of the service's task definition. */
export const registerRevision = (api: EcsApi, rest = {}) =>
  api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web', rest)));

export const updateService = (api: EcsApi, rest: Partial<UpdateServiceCommandInput> = {}) =>
  api.ecs.send(new UpdateServiceCommand({ service: 'web', ...rest }));

/** The service `web` of the default cluster, on the first revision. */
export async function createUpdatableService(
  api: EcsApi,
  rest: Partial<CreateServiceCommandInput> = {},
): Promise<Service> {
  await api.ecs.send(new CreateClusterCommand({}));
  await registerRevision(api);
  const { service } = await api.ecs.send(
    new CreateServiceCommand(fargateService(api, 'web', { taskDefinition: 'web:1', ...rest })),
  );
  if (service === undefined) throw new Error('no service was created');
  return service;
}

/** Runs the body with an API of its own, a second after its service was created. */
export async function withUpdatableService(
  body: (api: EcsApi, service: Service) => Promise<void>,
  rest: Partial<CreateServiceCommandInput> = {},
): Promise<void> {
  await using api = await startEcsApi();
  const service = await createUpdatableService(api, rest);
  await api.clock.advance(1000);
  await body(api, service);
}
