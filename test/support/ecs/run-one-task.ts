import {
  CreateClusterCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type RunTaskCommandInput,
} from '@aws-sdk/client-ecs';
import type { EcsApi } from './ecs-api.ts';
import { fargateDefinition } from './fargate-definition.ts';
import { runJob } from './fargate-job.ts';

/** Runs a task of a fresh definition in a cluster, the default one unless told otherwise. Returns its ARN. */
export async function runOneTask(
  api: EcsApi,
  rest: Partial<RunTaskCommandInput> = {},
  definition: Partial<RegisterTaskDefinitionCommandInput> = {},
): Promise<string> {
  const family = definition.family ?? 'job';
  await api.ecs.send(new CreateClusterCommand({ clusterName: rest.cluster }));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition(family, definition)));
  const { tasks: [task] = [] } = await runJob(api, { taskDefinition: family, ...rest });
  if (task?.taskArn === undefined) throw new Error('no task was run');
  return task.taskArn;
}
