import type { LoadBalancer, TaskDefinition } from '@aws-sdk/client-ecs';
import type { EcsContext } from '../ecs-context.ts';
import { invalidParameter, notYet } from '../errors.ts';
import type { TaskLoadBalancer } from '../task/task.ts';

const mostTargetGroups = 5;

interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** The service's places in target groups, checked against its definition. @throws AwsError with AWS's sentences */
export function serviceLoadBalancers(
  context: EcsContext,
  place: Place,
  asked: readonly LoadBalancer[],
  definition: TaskDefinition,
): TaskLoadBalancer[] {
  if (asked.length > mostTargetGroups)
    throw invalidParameter(`load balancers can have at most ${mostTargetGroups} items.`);
  const mode = definition.networkMode ?? 'bridge';
  const places = asked.map((each) => targetGroupPlace(context, place, each, mode));
  checkContainerPorts(places, definition);
  return places;
}

/** @throws AwsError where a definition lacks the container or the port that a target group is to reach */
export function checkContainerPorts(places: readonly TaskLoadBalancer[], definition: TaskDefinition): void {
  for (const { containerName, containerPort } of places) {
    const container = definition.containerDefinitions?.find(({ name }) => name === containerName);
    if (container === undefined)
      throw invalidParameter(`The container ${containerName} does not exist in the task definition.`);
    if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort))
      throw invalidParameter(
        `The container ${containerName} did not have a container port ${containerPort} defined.`,
      );
  }
}

function targetGroupPlace(
  context: EcsContext,
  place: Place,
  { targetGroupArn, loadBalancerName, containerName = '', containerPort = 0, ...rest }: LoadBalancer,
  mode: string,
): TaskLoadBalancer {
  if (loadBalancerName !== undefined && targetGroupArn !== undefined)
    throw invalidParameter(
      'loadBalancerName and targetGroupArn cannot both be specified. You must specify either a loadBalancerName or a targetGroupArn in all loadBalancer entries',
    );
  if (targetGroupArn === undefined)
    throw invalidParameter('Classic Load Balancers are not supported with Fargate');
  if (rest.advancedConfiguration !== undefined) throw notYet('advancedConfiguration of load balancers');
  const group = context.targetGroups.find(targetGroupArn, place);
  if (group === undefined) throw invalidParameter(`The target group ${targetGroupArn} does not exist.`);
  if (!group.hasLoadBalancer)
    throw invalidParameter(
      `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
    );
  // A task with an interface of its own is reached at its address, any other one through its container instance.
  if (group.targetType !== (mode === 'awsvpc' ? 'ip' : 'instance'))
    throw invalidParameter(
      `The provided target group ${targetGroupArn} has target type ${group.targetType}, which is incompatible with the ${mode} network mode specified in the task definition.`,
    );
  return { targetGroupArn, containerName, containerPort };
}
