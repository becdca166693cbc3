import type { Task, TaskLoadBalancer } from './task.ts';

/** What a target group knows a target by: an address or an EC2 instance, and a port there. */
export interface TargetPlace {
  readonly id: string;
  readonly port: number;
}

/**
 * Where a target group reaches a task: at the task's own address, or on its container instance at the port of the
 * host. Undefined before the task has either.
 */
export function targetPlace(
  { spec, observed }: Pick<Task, 'spec' | 'observed'>,
  { containerName, containerPort }: TaskLoadBalancer,
): TargetPlace | undefined {
  if (spec.network.mode === 'awsvpc') {
    const address = observed.networkInterface?.address;
    return address === undefined ? undefined : { id: address, port: containerPort };
  }
  const ports = observed.containers[containerName]?.publishedPorts?.filter(
    (each) => each.containerPort === containerPort,
  );
  // A port that is mapped for UDP alone is one of a target group for UDP.
  const published = ports?.find(({ protocol }) => protocol === 'tcp') ?? ports?.[0];
  if (spec.containerInstance === undefined || published === undefined) return undefined;
  return { id: spec.containerInstance.ec2InstanceId, port: published.hostPort };
}
