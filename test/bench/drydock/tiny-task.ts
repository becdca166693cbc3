import {
  type ContainerDefinition,
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

export interface TinyTaskOptions {
  /** How many of the default VPC's the tasks are spread over: each has room for some 4,000. Default 1. */
  readonly subnets?: number;
  /** What the container has beside its name; default the tiny image. */
  readonly container?: Omit<ContainerDefinition, 'name'>;
}

export async function prepareTinyTask(endpoint: string, options: TinyTaskOptions = {}): Promise<TinyTask> {
  const { subnets = 1, container = { image: tinyImage } } = options;
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
      containerDefinitions: [{ name: 'main', ...container }],
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
