import type { RequestScope } from '../../../aws/request-scope.ts';
import { clusterArn, lastPart } from '../arn.ts';
import type { EcsContext } from '../ecs-context.ts';
import { clusterNotFound, ecsError } from '../errors.ts';
import type { Cluster } from './cluster-store.ts';

type Place = Pick<RequestScope, 'accountId' | 'region'>;

/** The ARN of the cluster that a `cluster` input names: by name, by ARN, or `default`. */
export function clusterArnOf(scope: Place, input: string | undefined): string {
  if (input === undefined || input === '') return clusterArn(scope, 'default');
  return input.startsWith('arn:') ? input : clusterArn(scope, lastPart(input));
}

/** The ACTIVE cluster that is meant. @throws AwsError ClusterNotFoundException */
export function findCluster(context: EcsContext, scope: Place, input: string | undefined): Cluster {
  const cluster = context.clusters.find(clusterArnOf(scope, input));
  if (cluster === undefined) throw clusterNotFound();
  if (cluster.status === 'INACTIVE')
    throw ecsError('ClusterNotFoundException', 'The referenced cluster was inactive.');
  return cluster;
}
