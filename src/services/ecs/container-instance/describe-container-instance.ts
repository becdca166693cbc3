import type { ContainerInstance as SdkContainerInstance } from '@aws-sdk/client-ecs';
import type { EcsContext } from '../ecs-context.ts';
import type { ContainerInstance } from './container-instance.ts';
import { remainingResources } from './host-resources.ts';
import { shownResources } from './registered-resources.ts';

export const instanceIncludable = ['TAGS', 'CONTAINER_INSTANCE_HEALTH'] as const;
type Includable = (typeof instanceIncludable)[number];

/** A container instance as DescribeContainerInstances shows it, with what its tasks hold of it now. */
export function describeContainerInstance(
  context: EcsContext,
  instance: ContainerInstance,
  include: ReadonlySet<Includable> = new Set(),
): SdkContainerInstance {
  const { document } = instance;
  const tasks = context.tasks.listOfInstance(instance.arn);
  const held = tasks.flatMap(({ spec }) => spec.containerInstance?.resources ?? []);
  return {
    containerInstanceArn: instance.arn,
    ec2InstanceId: instance.ec2InstanceId,
    version: instance.version,
    versionInfo: document.versionInfo,
    remainingResources: shownResources(remainingResources(document.registered, held)),
    registeredResources: shownResources(document.registered),
    status: instance.status,
    agentConnected: instance.status !== 'INACTIVE',
    // A task that is to stop counts no longer, though it may still run: API reference, ContainerInstance.
    runningTasksCount: tasks.filter(
      ({ desiredStatus, lastStatus }) => desiredStatus === 'RUNNING' && lastStatus === 'RUNNING',
    ).length,
    pendingTasksCount: tasks.filter(({ lastStatus }) => pendingStatuses.has(lastStatus)).length,
    attributes: document.attributes.map((each) => ({ ...each })),
    registeredAt: new Date(instance.registeredAtMs),
    attachments: [],
    tags: include.has('TAGS') ? context.tags.list(instance.arn) : [],
    ...(include.has('CONTAINER_INSTANCE_HEALTH') ? { healthStatus: unwatched } : {}),
  };
}

const pendingStatuses: ReadonlySet<string> = new Set(['PROVISIONING', 'PENDING', 'ACTIVATING']);

/** Nobody watches over the engine's health. */
const unwatched = { overallStatus: 'INSUFFICIENT_DATA' as const, details: [] };
