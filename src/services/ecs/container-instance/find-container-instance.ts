import type { RequestScope } from '../../../aws/request-scope.ts';
import { containerInstanceArnOf, lastPart } from '../arn.ts';
import type { Cluster } from '../cluster/cluster-store.ts';
import type { EcsContext } from '../ecs-context.ts';
import { clientError } from '../errors.ts';
import type { ContainerInstance } from './container-instance.ts';

type Place = Pick<RequestScope, 'accountId' | 'region'>;

export const inactiveInstance = (id: string) => clientError(`Container instance ${id} is inactive.`);

/** The instance that an input names within a cluster, INACTIVE or not; undefined where the cluster has none of it. */
export function findContainerInstance(
  context: EcsContext,
  scope: Place,
  cluster: Cluster,
  input: string,
): { readonly arn: string; readonly instance: ContainerInstance | undefined } {
  const arn = containerInstanceArnOf(scope, cluster.name, input);
  return { arn, instance: context.containerInstances.find(arn) };
}

/** The ACTIVE or DRAINING instance that is meant. @throws AwsError ClientException */
export function registeredInstance(
  context: EcsContext,
  scope: Place,
  cluster: Cluster,
  input: string,
): ContainerInstance {
  const { arn, instance } = findContainerInstance(context, scope, cluster, input);
  if (instance === undefined) throw clientError(`Referenced container instance ${lastPart(arn)} not found.`);
  if (instance.status === 'INACTIVE') throw inactiveInstance(instance.id);
  return instance;
}
