import type { RequestScope } from '../../../aws/request-scope.ts';
import { clusterArn, pathOf } from '../arn.ts';
import type { EcsContext } from '../ecs-context.ts';
import { clusterNotFound, ecsError, invalidParameter } from '../errors.ts';
import type { Cluster } from './cluster-store.ts';

type Place = Pick<RequestScope, 'accountId' | 'region'>;

const namePattern = /^[a-zA-Z0-9\-_]{1,255}$/;

/** The ARN of the cluster that a `cluster` input names: by name, by ARN, or `default`. */
export function clusterArnOf(scope: Place, input: string | undefined): string {
  if (input === undefined || input === '') return clusterArn(scope, 'default');
  const name = pathOf(scope, 'cluster', input).join('/');
  if (!namePattern.test(name))
    throw invalidParameter(`Cluster must match ${namePattern.source}, but was ${name.slice(0, 300)}`);
  return clusterArn(scope, name);
}

/** The ACTIVE cluster that is meant. @throws AwsError ClusterNotFoundException */
export function findCluster(context: EcsContext, scope: Place, input: string | undefined): Cluster {
  const cluster = context.clusters.find(clusterArnOf(scope, input));
  if (cluster === undefined) throw clusterNotFound();
  if (cluster.status === 'INACTIVE')
    throw ecsError('ClusterNotFoundException', 'The referenced cluster was inactive.');
  return cluster;
}

/** @throws AwsError for a name that no cluster can have */
export function checkClusterName(name: string): void {
  if (!namePattern.test(name)) throw invalidParameter(`ClusterName must match ${namePattern.source}`);
}
