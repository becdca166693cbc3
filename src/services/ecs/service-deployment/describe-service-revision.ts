import type { ServiceRevision as SdkServiceRevision } from '@aws-sdk/client-ecs';
import { shownCapacity } from '../capacity/shown-capacity.ts';
import { latestPlatform } from '../platform-version.ts';
import type { ServiceRevision } from './service-revision-store.ts';

/** A revision as DescribeServiceRevisions shows it. */
export function describeServiceRevision({
  arn,
  serviceArn,
  createdAtMs,
  spec,
  images,
}: ServiceRevision): SdkServiceRevision {
  return {
    serviceRevisionArn: arn,
    serviceArn,
    clusterArn: clusterOf(serviceArn),
    taskDefinition: spec.taskDefinitionArn,
    ...shownCapacity(spec),
    platformVersion: latestPlatform,
    platformFamily: 'Linux',
    loadBalancers: [...spec.loadBalancers],
    networkConfiguration: spec.networkConfiguration,
    containerImages: images.map(({ containerName, image, pinned }) => ({
      containerName,
      image,
      imageDigest: pinned?.imageDigest,
    })),
    guardDutyEnabled: false,
    volumeConfigurations:
      spec.volumeConfigurations === undefined ? undefined : [...spec.volumeConfigurations],
    createdAt: new Date(createdAtMs),
  };
}

/** The cluster that a service's ARN names. */
function clusterOf(serviceArn: string): string {
  return serviceArn.replace(/:service\/([^/]+)\/.*$/, ':cluster/$1');
}
