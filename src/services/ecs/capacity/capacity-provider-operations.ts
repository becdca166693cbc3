import type { CapacityProvider } from '@aws-sdk/client-ecs';
import { pageOf } from '../../../aws/paging.ts';
import { capacityProviderArn, pathOf } from '../arn.ts';
import type { Cluster } from '../cluster/cluster-store.ts';
import { describeCluster } from '../cluster/describe-cluster.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { ecsError, invalidParameter, invalidToken } from '../errors.ts';
import { included } from '../one-of.ts';
import { pageSize } from '../page-size.ts';
import { builtInProviders, capacityStrategy, checkProviders } from './capacity-strategy.ts';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

export const capacityProviderOperations = {
  DescribeCapacityProviders: (context, input, scope) => {
    included(input.include, ['TAGS']);
    const associated =
      input.cluster === undefined
        ? builtInProviders
        : findCluster(context, scope, input.cluster).document.capacityProviders;
    const asked = input.capacityProviders ?? [];
    if (asked.length > 100) throw invalidParameter('Capacity providers cannot have more than 100 elements.');
    const names = asked.map((each) => pathOf(scope, 'capacity-provider', each).join('/'));
    const wanted = builtInProviders
      .filter((name) => associated.some((each) => each === name))
      .filter((name) => names.length === 0 || names.includes(name));
    const page = pageOf(
      wanted,
      (name) => name,
      { nextToken: input.nextToken, maxResults: pageSize(input.maxResults, 10, 10) },
      invalidToken,
    );
    return {
      capacityProviders: page.items.map((name) => describe(scope, name)),
      failures: names
        .filter((name) => !builtInProviders.some((each) => each === name))
        .map((name) => ({ arn: capacityProviderArn(scope, name), reason: 'MISSING' })),
      nextToken: page.nextToken,
    };
  },
  PutClusterCapacityProviders: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      const providers = [...new Set(input.capacityProviders)];
      checkProviders(providers);
      const strategy = capacityStrategy(input.defaultCapacityProviderStrategy, providers);
      if (isRemoved(context, cluster, providers))
        throw ecsError(
          'ResourceInUseException',
          'The specified capacity provider is in use and cannot be removed.',
        );
      const changed: Cluster = {
        ...cluster,
        document: {
          ...cluster.document,
          capacityProviders: providers,
          defaultCapacityProviderStrategy: strategy ?? [],
        },
      };
      context.clusters.put(changed);
      return { cluster: describeCluster(context, changed) };
    }),
} satisfies EcsOperations;

function describe(scope: Place, name: (typeof builtInProviders)[number]): CapacityProvider {
  return {
    capacityProviderArn: capacityProviderArn(scope, name),
    name,
    status: 'ACTIVE',
    type: name,
    tags: [],
  };
}

/** Whether a service or a task still uses a capacity provider that the cluster is to lose. */
function isRemoved(context: EcsContext, cluster: Cluster, kept: readonly string[]): boolean {
  const isLost = (name: string | undefined): boolean => name !== undefined && !kept.includes(name);
  return (
    context.services
      .listActive(cluster.arn)
      .flatMap(({ arn, document }) =>
        document.controller === 'ECS'
          ? [document]
          : context.taskSets.listOfService(arn).map(({ spec }) => spec),
      )
      .some((spec) => spec.capacityProviderStrategy?.some((item) => isLost(item.capacityProvider))) ||
    context.tasks
      .listOfCluster(cluster.arn)
      .some(({ desiredStatus, spec }) => desiredStatus === 'RUNNING' && isLost(spec.capacityProviderName))
  );
}
