import type { Cluster as SdkCluster } from '@aws-sdk/client-ecs';
import type { EcsContext } from '../ecs-context.ts';
import { clusterStatistics } from './cluster-statistics.ts';
import type { Cluster } from './cluster-store.ts';

export const clusterIncludable = ['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS'] as const;
type Includable = (typeof clusterIncludable)[number];

/** What the operations that change a cluster answer of it. */
const usual: ReadonlySet<Includable> = new Set(['CONFIGURATIONS', 'SETTINGS', 'TAGS']);

/** A cluster as DescribeClusters shows it; as the operations that change one answer, unless told otherwise. */
export function describeCluster(
  context: EcsContext,
  cluster: Cluster,
  include: ReadonlySet<Includable> = usual,
): SdkCluster {
  const counts = context.clusters.countsOf(cluster.arn);
  const { settings, configuration, capacityProviders, defaultCapacityProviderStrategy } = cluster.document;
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: counts.registeredInstances,
    runningTasksCount: counts.running,
    pendingTasksCount: counts.pending,
    activeServicesCount: counts.activeServices,
    statistics: include.has('STATISTICS')
      ? clusterStatistics(context.clusters.countsByLaunchType(cluster.arn))
      : [],
    tags: include.has('TAGS') ? context.tags.list(cluster.arn) : [],
    settings: include.has('SETTINGS') ? [...settings] : [],
    configuration: include.has('CONFIGURATIONS') ? configuration : undefined,
    capacityProviders: [...capacityProviders],
    defaultCapacityProviderStrategy: [...(defaultCapacityProviderStrategy ?? [])],
  };
}
