import {
  CreateClusterCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  RunTaskCommand,
  type RunTaskCommandInput,
} from '@aws-sdk/client-ecs';
import { type EcsApi, startEcsApi } from './ecs-api.ts';
import { fargateDefinition } from './fargate-definition.ts';

/** Makes the default cluster and the Fargate definition `job`. */
export async function registerJob(
  api: EcsApi,
  rest: Partial<RegisterTaskDefinitionCommandInput> = {},
): Promise<void> {
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('job', rest)));
}

/** An API where `job` can be run. */
export async function startApiWithJob(
  rest: Partial<RegisterTaskDefinitionCommandInput> = {},
): Promise<EcsApi> {
  const api = await startEcsApi();
  await registerJob(api, rest);
  return api;
}

/** What it takes to run `job` on Fargate, in the first subnet. */
export function jobInput(api: EcsApi, rest: Partial<RunTaskCommandInput> = {}): RunTaskCommandInput {
  return {
    taskDefinition: 'job',
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: api.subnets.slice(0, 1).map(({ id }) => id) } },
    ...rest,
  };
}

export function runJob(api: EcsApi, rest: Partial<RunTaskCommandInput> = {}) {
  return api.ecs.send(new RunTaskCommand(jobInput(api, rest)));
}
