import type { Cluster as SdkCluster } from '@aws-sdk/client-ecs';
import type { EcsContext } from '../ecs-context.ts';
import type { Cluster } from './cluster-store.ts';

export const clusterIncludable = ['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS'] as const;
type Includable = (typeof clusterIncludable)[number];

const everything: ReadonlySet<Includable> = new Set(clusterIncludable);

/** A cluster as DescribeClusters shows it; whole, as the operations that change one answer, unless told otherwise. */
export function describeCluster(
  context: EcsContext,
  cluster: Cluster,
  include: ReadonlySet<Includable> = everything,
): SdkCluster {
  const counts = context.clusters.countsOf(cluster.arn);
  const { settings, configuration, capacityProviders, defaultCapacityProviderStrategy } = cluster.document;
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
    settings: include.has('SETTINGS') ? [...settings] : [],
    configuration: include.has('CONFIGURATIONS') ? configuration : undefined,
    capacityProviders: [...capacityProviders],
    defaultCapacityProviderStrategy: [...(defaultCapacityProviderStrategy ?? [])],
  };
}
