import type { HostResources } from '../../../src/services/ecs/container-instance/host-resources.ts';
import { newTask } from '../../../src/services/ecs/task/new-task.ts';
import { accountId, type EcsApi, region } from './ecs-api.ts';

/** Inserts a task of the family `job` on a container instance as a placement would. Returns its ARN. */
export function taskOnInstance(
  { context, subnets, vpcId, clock }: EcsApi,
  containerInstanceArn: string,
  held: Partial<HostResources> = {},
): string {
  const instance = context.ecs.containerInstances.find(containerInstanceArn);
  const [subnet] = subnets;
  if (instance === undefined || subnet === undefined)
    throw new Error(`There is no instance ${containerInstanceArn}`);
  const task = newTask({
    scope: { accountId, region },
    cluster: { arn: instance.clusterArn, name: instance.clusterArn.replace(/^.*\//, '') },
    definition: { family: 'job', containerDefinitions: [{ name: 'web', image: 'nginx:1.27' }] },
    subnet: { ...subnet, vpcId },
    securityGroups: [],
    overrides: {},
    group: 'family:job',
    loadBalancers: [],
    tags: [],
    launchType: 'EC2',
    enableExecuteCommand: false,
    sidecarPolicies: [],
    nowMs: clock.now(),
  });
  const resources = { cpu: 0, memoryMiB: 0, tcpPorts: [], udpPorts: [], ...held };
  context.ecs.tasks.insert({ ...task, spec: { ...task.spec, containerInstanceArn, resources } });
  return task.arn;
}
