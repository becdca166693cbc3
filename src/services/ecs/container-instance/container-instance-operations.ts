import { pageOf } from '../../../aws/paging.ts';
import { parseClusterQuery } from '../../../plan/placement/cluster-query.ts';
import type { InstanceView } from '../../../plan/placement/instance-view.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsOperations } from '../ecs-context.ts';
import { ecsError, invalidParameter, invalidToken } from '../errors.ts';
import { checkOneOf, included } from '../one-of.ts';
import { pageSize } from '../page-size.ts';
import { attributeOperations } from './attribute-operations.ts';
import type { ContainerInstance } from './container-instance.ts';
import { describeContainerInstance, instanceIncludable } from './describe-container-instance.ts';
import { findContainerInstance, registeredInstance } from './find-container-instance.ts';
import { instanceView } from './instance-views.ts';
import { registerContainerInstance } from './register-container-instance.ts';

const settable = ['ACTIVE', 'DRAINING'] as const;
const listable = [...settable, 'REGISTERING', 'DEREGISTERING', 'REGISTRATION_FAILED'] as const;
const statusLabel = 'Container instances status';

export const containerInstanceOperations = {
  ...registerContainerInstance,
  ...attributeOperations,
  /**
   * What still runs on it goes on, orphaned: it is not stopped, and holds the instance's host address till its end. Its
   * service starts another in its place, and its load balancer sends it nothing any more.
   */
  DeregisterContainerInstance: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      const instance = registeredInstance(context, scope, cluster, input.containerInstance);
      if (input.force !== true && context.tasks.listOfInstance(instance.arn).length > 0)
        throw invalidParameter('Found running tasks on the instance.');
      const deregistered = changed(instance, 'INACTIVE');
      context.containerInstances.put(deregistered);
      context.tasks.orphan(instance.arn);
      return { containerInstance: describeContainerInstance(context, deregistered) };
    }),
  DescribeContainerInstances: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    const include = included(input.include, instanceIncludable);
    checkCount(input.containerInstances, 100);
    const found = input.containerInstances.map((each) =>
      findContainerInstance(context, scope, cluster, each),
    );
    return {
      containerInstances: found.flatMap(({ instance }) =>
        instance === undefined ? [] : [describeContainerInstance(context, instance, include)],
      ),
      failures: found.flatMap(({ arn, instance }) =>
        instance === undefined ? [{ arn, reason: 'MISSING' }] : [],
      ),
    };
  },
  ListContainerInstances: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    const status = checkOneOf(statusLabel, input.status, listable);
    const matches = matcher(input.filter);
    const page = pageOf(
      context.containerInstances
        .listRegistered(cluster.arn)
        .filter((instance) => status === undefined || instance.status === status)
        .filter((instance) => matches?.(instanceView(context, instance)) ?? true)
        .map(({ arn }) => arn)
        .sort(),
      (arn) => arn,
      { nextToken: input.nextToken, maxResults: pageSize(input.maxResults, 100, 100) },
      invalidToken,
    );
    return { containerInstanceArns: page.items, nextToken: page.nextToken };
  },
  UpdateContainerInstancesState: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      checkOneOf(statusLabel, input.status, settable);
      const status = input.status === 'DRAINING' ? 'DRAINING' : 'ACTIVE';
      checkCount(input.containerInstances, 10);
      const found = input.containerInstances.map((each) =>
        findContainerInstance(context, scope, cluster, each),
      );
      return {
        containerInstances: found.flatMap(({ instance }) => {
          if (instance === undefined || instance.status === 'INACTIVE') return [];
          const updated = instance.status === status ? instance : changed(instance, status);
          if (updated !== instance) context.containerInstances.put(updated);
          return [describeContainerInstance(context, updated)];
        }),
        failures: found.flatMap(({ arn, instance }) => {
          if (instance === undefined) return [{ arn, reason: 'MISSING' }];
          return instance.status === 'INACTIVE' ? [{ arn, reason: 'INACTIVE' }] : [];
        }),
      };
    }),
  /** No ECS agent runs here that could be older than another. */
  UpdateContainerAgent: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    registeredInstance(context, scope, cluster, input.containerInstance);
    throw ecsError('NoUpdateAvailableException', 'There is no update available for your container agent.');
  },
} satisfies EcsOperations;

/** Whom a filter in the cluster query language lets through; undefined without one. @throws AwsError */
function matcher(filter: string | undefined): ((instance: InstanceView) => boolean) | undefined {
  if (filter === undefined || filter === '') return undefined;
  const query = parseClusterQuery(filter);
  if (query.type === 'broken') throw invalidParameter(`filter is invalid: ${query.why}`);
  return query.matches;
}

function changed(instance: ContainerInstance, status: ContainerInstance['status']): ContainerInstance {
  return { ...instance, status, version: instance.version + 1 };
}

function checkCount(instances: readonly string[], most: number): void {
  if (instances.length === 0) throw invalidParameter('Container Instances cannot be empty.');
  if (instances.length > most) throw invalidParameter(`instanceIds can have at most ${most} items.`);
}
