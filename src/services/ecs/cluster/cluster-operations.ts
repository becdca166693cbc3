import { pageOf } from '../../../aws/paging.ts';
import { clusterArn } from '../arn.ts';
import { capacityStrategy, checkProviders } from '../capacity/capacity-strategy.ts';
import type { EcsOperations } from '../ecs-context.ts';
import { ecsError, invalidParameter, invalidToken, notYet } from '../errors.ts';
import { included } from '../one-of.ts';
import { pageSize } from '../page-size.ts';
import { checkTags } from '../tag/check-tags.ts';
import { checkClusterConfiguration, clusterSettings } from './cluster-settings.ts';
import type { Cluster } from './cluster-store.ts';
import { clusterIncludable, describeCluster } from './describe-cluster.ts';
import { checkClusterName, clusterArnOf, findCluster } from './find-cluster.ts';

export const clusterOperations = {
  CreateCluster: (context, input, scope) => {
    const name = input.clusterName ?? 'default';
    checkClusterName(name);
    if (input.serviceConnectDefaults !== undefined) throw notYet('Service Connect');
    const providers = input.capacityProviders ?? [];
    checkProviders(providers);
    const strategy = capacityStrategy(input.defaultCapacityProviderStrategy, providers);
    const settings = clusterSettings(input.settings);
    checkClusterConfiguration(input.configuration);
    checkTags(input.tags);
    const arn = clusterArn(scope, name);
    const existing = context.clusters.find(arn);
    if (existing?.status === 'ACTIVE') return { cluster: describeCluster(context, existing) };
    const cluster: Cluster = {
      arn,
      accountId: scope.accountId,
      region: scope.region,
      name,
      status: 'ACTIVE',
      document: {
        settings,
        configuration: input.configuration,
        capacityProviders: providers,
        defaultCapacityProviderStrategy: strategy ?? [],
      },
    };
    context.state.transaction(() => {
      context.clusters.put(cluster);
      context.tags.replace(arn, input.tags ?? []);
    });
    return { cluster: describeCluster(context, cluster) };
  },
  DescribeClusters: (context, input, scope) => {
    const asked = input.clusters === undefined || input.clusters.length === 0 ? ['default'] : input.clusters;
    if (asked.length > 100) throw invalidParameter('Clusters cannot have more than 100 elements.');
    const include = included(input.include, clusterIncludable);
    if (asked.includes('')) throw invalidParameter('Clusters can not be blank.');
    const arns = asked.map((each) => clusterArnOf(scope, each));
    const found = arns.map((arn) => ({ arn, cluster: context.clusters.find(arn) }));
    return {
      clusters: found.flatMap(({ cluster }) =>
        cluster === undefined ? [] : [describeCluster(context, cluster, include)],
      ),
      failures: found.flatMap(({ arn, cluster }) =>
        cluster === undefined ? [{ arn, reason: 'MISSING' }] : [],
      ),
    };
  },
  ListClusters: (context, input, scope) => {
    const page = pageOf(
      context.clusters.listActiveArns(scope.accountId, scope.region),
      (arn) => arn,
      { nextToken: input.nextToken, maxResults: pageSize(input.maxResults, 100, 100) },
      invalidToken,
    );
    return { clusterArns: page.items, nextToken: page.nextToken };
  },
  DeleteCluster: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    const counts = context.clusters.countsOf(cluster.arn);
    if (counts.activeServices > 0)
      throw ecsError(
        'ClusterContainsServicesException',
        'The Cluster cannot be deleted while Services are active.',
      );
    if (counts.registeredInstances > 0)
      throw ecsError(
        'ClusterContainsContainerInstancesException',
        'The Cluster cannot be deleted while Container Instances are active or draining.',
      );
    if (context.tasks.hasUnstopped(cluster.arn))
      throw ecsError(
        'ClusterContainsTasksException',
        'The Cluster cannot be deleted while Tasks are active.',
      );
    const deleted: Cluster = { ...cluster, status: 'INACTIVE' };
    context.clusters.put(deleted);
    return { cluster: describeCluster(context, deleted) };
  },
} satisfies EcsOperations;
