import type { HostResources } from '../../../src/services/ecs/container-instance/host-resources.ts';
import { newTask } from '../../../src/services/ecs/task/launch/new-task.ts';
import { accountId, type EcsApi, region } from './ecs-api.ts';

/** Inserts a task of the family `job` on a container instance as a placement would. Returns its ARN. */
export function taskOnInstance(
  { context, clock }: EcsApi,
  containerInstanceArn: string,
  held: Partial<HostResources> = {},
): string {
  const instance = context.ecs.containerInstances.find(containerInstanceArn);
  if (instance === undefined) throw new Error(`There is no instance ${containerInstanceArn}`);
  const task = newTask({
    scope: { accountId, region },
    cluster: { arn: instance.clusterArn, name: instance.clusterArn.replace(/^.*\//, '') },
    definition: { family: 'job', containerDefinitions: [{ name: 'web', image: 'nginx:1.27' }] },
    place: {
      availabilityZone: instance.document.availabilityZone,
      network: { mode: 'bridge', hostAddress: instance.document.hostAddress },
      containerInstance: {
        arn: instance.arn,
        ec2InstanceId: instance.ec2InstanceId,
        resources: { cpu: 0, memoryMiB: 0, tcpPorts: [], udpPorts: [], ...held },
      },
    },
    overrides: {},
    group: 'family:job',
    loadBalancers: [],
    tags: [],
    launchType: 'EC2',
    enableExecuteCommand: false,
    sidecarPolicies: [],
    nowMs: clock.now(),
  });
  context.ecs.tasks.insert(task);
  return task.arn;
}
