import {
  type ContainerInstance,
  CreateClusterCommand,
  RegisterContainerInstanceCommand,
  type RegisterContainerInstanceCommandInput,
} from '@aws-sdk/client-ecs';
import type { EcsApi } from './ecs-api.ts';

/** A container instance as it was answered, with the identifiers that every one has. */
export type RegisteredInstance = ContainerInstance & {
  readonly containerInstanceArn: string;
  /** What follows the cluster's name in its ARN. */
  readonly id: string;
};

/** Registers a container instance in a cluster, the default one unless told otherwise; makes the cluster. */
export async function registeredInstance(
  api: EcsApi,
  input: RegisterContainerInstanceCommandInput = {},
): Promise<RegisteredInstance> {
  await api.ecs.send(new CreateClusterCommand({ clusterName: input.cluster }));
  const { containerInstance } = await api.ecs.send(new RegisterContainerInstanceCommand(input));
  const arn = containerInstance?.containerInstanceArn;
  if (arn === undefined) throw new Error('no container instance was answered');
  return { ...containerInstance, containerInstanceArn: arn, id: arn.slice(arn.lastIndexOf('/') + 1) };
}
