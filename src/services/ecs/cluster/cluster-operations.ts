import type { Cluster as SdkCluster } from '@aws-sdk/client-ecs';
import { pageOf } from '../../../aws/paging.ts';
import { clusterArn } from '../arn.ts';
import type { EcsContext, EcsOperations } from '../ecs-context.ts';
import { ecsError, invalidParameter, invalidToken, notYet } from '../errors.ts';
import { included } from '../one-of.ts';
import { pageSize } from '../page-size.ts';
import { checkTags } from '../tag/check-tags.ts';
import { checkClusterConfiguration, clusterSettings } from './cluster-settings.ts';
import type { Cluster } from './cluster-store.ts';
import { checkClusterName, clusterArnOf, findCluster } from './find-cluster.ts';

const includable = ['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS'] as const;
type Includable = (typeof includable)[number];

export const clusterOperations = {
  CreateCluster: (context, input, scope) => {
    const name = input.clusterName ?? 'default';
    checkClusterName(name);
    if (input.serviceConnectDefaults !== undefined) throw notYet('Service Connect');
    const providers = input.capacityProviders ?? [];
    if (providers.some((provider) => provider !== 'FARGATE' && provider !== 'FARGATE_SPOT'))
      throw notYet('capacity providers other than FARGATE');
    if ((input.defaultCapacityProviderStrategy?.length ?? 0) > 0)
      throw notYet('default capacity provider strategies');
    const settings = clusterSettings(input.settings);
    checkClusterConfiguration(input.configuration);
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
        settings,
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
    const include = included(input.include, includable);
    if (asked.includes('')) throw invalidParameter('Clusters can not be blank.');
    const arns = asked.map((each) => clusterArnOf(scope, each));
    const found = arns.map((arn) => ({ arn, cluster: context.clusters.find(arn) }));
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
    if (context.tasks.hasUnstopped(cluster.arn))
      throw ecsError(
        'ClusterContainsTasksException',
        'The Cluster cannot be deleted while Tasks are active.',
      );
    const deleted: Cluster = { ...cluster, status: 'INACTIVE' };
    context.clusters.put(deleted);
    return { cluster: describe(context, deleted, everything) };
  },
} satisfies EcsOperations;

const everything: ReadonlySet<Includable> = new Set(includable);

function describe(context: EcsContext, cluster: Cluster, include: ReadonlySet<Includable>): SdkCluster {
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
