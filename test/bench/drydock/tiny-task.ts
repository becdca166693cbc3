import {
  CreateClusterCommand,
  type NetworkConfiguration,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { tinyImage } from '../../../fixtures/build-tiny-image.ts';
import { clientsOf } from './clients.ts';
import { defaultSubnets } from './default-subnets.ts';

/** What running a task of the tiny image takes: one container, nothing configured that `docker run` would not do. */
export interface TinyTask {
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly launchType: 'FARGATE';
  readonly networkConfiguration: NetworkConfiguration;
}

/** @param subnets how many of the default VPC's the tasks are spread over: each has room for some 4,000 */
export async function prepareTinyTask(endpoint: string, subnets = 1): Promise<TinyTask> {
  const clients = clientsOf(endpoint);
  const cluster = 'bench';
  const family = 'tiny';
  await clients.ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  await clients.ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'main', image: tinyImage }],
    }),
  );
  const { subnetIds } = await defaultSubnets(clients);
  return {
    cluster,
    taskDefinition: family,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: subnetIds.slice(0, subnets) } },
  };
}
