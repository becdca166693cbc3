import type { InstanceView } from '../../../plan/placement/instance-view.ts';
import type { EcsContext } from '../ecs-context.ts';
import type { ContainerInstance } from './container-instance.ts';
import { remainingResources } from './host-resources.ts';

type Sources = Pick<EcsContext, 'containerInstances' | 'tasks'>;

/** The container instances of a cluster as placement sees them, with what their tasks hold of them now. */
export function instanceViews(sources: Sources, clusterArn: string): InstanceView[] {
  return sources.containerInstances
    .listRegistered(clusterArn)
    .map((instance) => instanceView(sources, instance));
}

/** One container instance as placement sees it. */
export function instanceView({ tasks }: Pick<Sources, 'tasks'>, instance: ContainerInstance): InstanceView {
  const { arn, id, ec2InstanceId, status, registeredAtMs, document } = instance;
  const live = tasks.listOfInstance(arn);
  const { cpu, memoryMiB, tcpPorts, udpPorts } = remainingResources(
    document.registered,
    live.flatMap(({ spec }) => spec.containerInstance?.resources ?? []),
  );
  return {
    arn,
    id,
    ec2InstanceId,
    status,
    registeredAtMs,
    agentConnected: status !== 'INACTIVE',
    agentVersion: document.versionInfo.agentVersion,
    availabilityZone: document.availabilityZone,
    attributes: document.attributes,
    remaining: { cpu, memoryMiB, tcpPorts: new Set(tcpPorts), udpPorts: new Set(udpPorts) },
    tasks: live
      .filter(({ desiredStatus }) => desiredStatus === 'RUNNING')
      .map(({ spec, family }) => ({ group: spec.group, taskDefinitionFamily: family })),
  };
}
