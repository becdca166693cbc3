import type { Cluster as SdkCluster } from '@aws-sdk/client-ecs';
import { pageOf } from '../../../aws/paging.ts';
import { clusterArn } from '../arn.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { ecsError, invalidParameter, invalidToken, notYet } from '../errors.ts';
import { pageSize } from '../page-size.ts';
import { checkTags } from '../tag/check-tags.ts';
import type { Cluster } from './cluster-store.ts';
import { clusterArnOf, findCluster } from './find-cluster.ts';

const defaultSettings = [{ name: 'containerInsights' as const, value: 'disabled' }];

export const clusterOperations = {
  CreateCluster: (context, input, scope) => {
    const name = input.clusterName ?? 'default';
    if (!/^[a-zA-Z0-9\-_]{1,255}$/.test(name))
      throw invalidParameter('ClusterName must match ^[a-zA-Z0-9\\-_]{1,255}$');
    if (input.serviceConnectDefaults !== undefined) throw notYet('Service Connect');
    const providers = input.capacityProviders ?? [];
    if (providers.some((provider) => provider !== 'FARGATE' && provider !== 'FARGATE_SPOT'))
      throw notYet('capacity providers other than FARGATE');
    if ((input.defaultCapacityProviderStrategy?.length ?? 0) > 0)
      throw notYet('default capacity provider strategies');
    for (const { value } of input.settings ?? [])
      if (!['enabled', 'disabled', 'enhanced'].includes(value ?? ''))
        throw invalidParameter(`Invalid value for the setting containerInsights: ${value}`);
    checkTags(input.tags);
    const arn = clusterArn(scope, name);
    const existing = context.clusters.find(arn);
    if (existing?.status === 'ACTIVE') return { cluster: describe(context, existing, everything) };
    const cluster: Cluster = {
      arn,
      accountId: scope.accountId,
      region: scope.region,
      name,
      status: 'ACTIVE',
      document: {
        settings: input.settings ?? defaultSettings,
        configuration: input.configuration,
        capacityProviders: providers,
      },
    };
    context.state.transaction(() => {
      context.clusters.put(cluster);
      context.tags.replace(arn, input.tags ?? []);
    });
    return { cluster: describe(context, cluster, everything) };
  },
  DescribeClusters: (context, input, scope) => {
    const asked = input.clusters === undefined || input.clusters.length === 0 ? ['default'] : input.clusters;
    if (asked.length > 100) throw invalidParameter('Clusters cannot have more than 100 elements.');
    const arns = asked.map((each) => clusterArnOf(scope, each));
    const found = arns.map((arn) => ({ arn, cluster: context.clusters.find(arn) }));
    const include = new Set<string>(input.include ?? []);
    return {
      clusters: found.flatMap(({ cluster }) =>
        cluster === undefined ? [] : [describe(context, cluster, include)],
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
    if (counts.running + counts.pending > 0)
      throw ecsError(
        'ClusterContainsTasksException',
        'The Cluster cannot be deleted while Tasks are active.',
      );
    const deleted: Cluster = { ...cluster, status: 'INACTIVE' };
    context.clusters.put(deleted);
    return { cluster: describe(context, deleted, everything) };
  },
} satisfies EcsOperations;

const everything: ReadonlySet<string> = new Set(['CONFIGURATIONS', 'SETTINGS', 'TAGS']);

function describe(context: EcsContext, cluster: Cluster, include: ReadonlySet<string>): SdkCluster {
  const counts = context.clusters.countsOf(cluster.arn);
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: counts.running,
    pendingTasksCount: counts.pending,
    activeServicesCount: counts.activeServices,
    statistics: [],
    tags: include.has('TAGS') ? context.tags.list(cluster.arn) : [],
    settings: include.has('SETTINGS') ? [...cluster.document.settings] : [],
    configuration: include.has('CONFIGURATIONS') ? cluster.document.configuration : undefined,
    capacityProviders: [...cluster.document.capacityProviders],
    defaultCapacityProviderStrategy: [],
  };
}
