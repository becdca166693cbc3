import type { DeploymentConfiguration, LoadBalancer, TaskDefinition } from '@aws-sdk/client-ecs';
import type { EcsContext } from '../ecs-context.ts';
import { invalidParameter, notYet } from '../errors.ts';
import type { TaskLoadBalancer } from '../task/task.ts';
import type { DeploymentSettings } from './service.ts';

const initial: DeploymentSettings = {
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  deploymentCircuitBreaker: { enable: false, rollback: false },
};

/** What CreateService and UpdateService share and Drydock lacks: refused by name rather than ignored. */
export interface UnservedInput {
  readonly capacityProviderStrategy?: readonly unknown[];
  readonly serviceRegistries?: readonly unknown[];
  readonly serviceConnectConfiguration?: { readonly enabled?: boolean };
  readonly volumeConfigurations?: readonly unknown[];
  readonly vpcLatticeConfigurations?: readonly unknown[];
  readonly placementConstraints?: readonly unknown[];
  readonly placementStrategy?: readonly unknown[];
  readonly deploymentController?: { readonly type?: string };
  readonly platformVersion?: string;
}

/** An empty list means that nothing was given: Terraform sends such lists. @throws AwsError */
export function refuseUnserved(input: UnservedInput): void {
  const some = (list: readonly unknown[] | undefined): boolean => (list?.length ?? 0) > 0;
  if (some(input.capacityProviderStrategy)) throw notYet('capacity provider strategies');
  if (some(input.serviceRegistries)) throw notYet('service registries');
  if (input.serviceConnectConfiguration?.enabled === true) throw notYet('Service Connect');
  if (some(input.volumeConfigurations)) throw notYet('volume configurations');
  if (some(input.vpcLatticeConfigurations)) throw notYet('VPC Lattice');
  if (some(input.placementConstraints))
    throw invalidParameter('Placement constraints are not supported with FARGATE launch type.');
  if (some(input.placementStrategy))
    throw invalidParameter('Placement strategies are not supported with FARGATE launch type.');
  const controller = input.deploymentController?.type;
  if (controller !== undefined && controller !== 'ECS')
    throw notYet(`the deployment controller ${controller}`);
  if (input.platformVersion !== undefined && !['LATEST', '1.4.0'].includes(input.platformVersion))
    throw notYet(`the platform version ${input.platformVersion}`);
}

/** ECS Exec speaks for the task by its role. @throws AwsError with AWS's sentence */
export function checkExecRole(
  enableExecuteCommand: boolean,
  { taskRoleArn }: TaskDefinition,
  change: 'created' | 'updated',
): void {
  if (enableExecuteCommand && !taskRoleArn)
    throw invalidParameter(
      `The service couldn't be ${change} because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.`,
    );
}

/** The deployment settings after a change. @throws AwsError with AWS's sentences */
export function deploymentSettings(
  asked: DeploymentConfiguration | undefined,
  before: DeploymentSettings = initial,
): DeploymentSettings {
  if (asked === undefined) return before;
  if (asked.strategy !== undefined && asked.strategy !== 'ROLLING')
    throw notYet(`the deployment strategy ${asked.strategy}`);
  if (asked.alarms?.enable === true) throw notYet('deployment alarms');
  if ((asked.lifecycleHooks?.length ?? 0) > 0) throw notYet('deployment lifecycle hooks');
  if (asked.deploymentCircuitBreaker?.enable === true) throw notYet('the deployment circuit breaker');
  if ((asked.bakeTimeInMinutes ?? 0) > 0) throw notYet('the bake time of deployments');
  const maximumPercent = asked.maximumPercent ?? before.maximumPercent;
  const minimumHealthyPercent = asked.minimumHealthyPercent ?? before.minimumHealthyPercent;
  if (minimumHealthyPercent < 0) throw invalidParameter('minimumHealthyPercent must be at least 0');
  if (minimumHealthyPercent > 100) throw invalidParameter('minimumHealthyPercent must be at most 100');
  if (maximumPercent < 100) throw invalidParameter('maximumPercent must be at least 100');
  if (maximumPercent === 100 && minimumHealthyPercent === 100)
    throw invalidParameter(
      'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    );
  const breaker = asked.deploymentCircuitBreaker ?? before.deploymentCircuitBreaker;
  return {
    maximumPercent,
    minimumHealthyPercent,
    deploymentCircuitBreaker: { enable: breaker.enable ?? false, rollback: breaker.rollback ?? false },
  };
}

const mostTargetGroups = 5;

/** The service's places in target groups, checked against its definition. @throws AwsError with AWS's sentences */
export function serviceLoadBalancers(
  context: EcsContext,
  scope: { readonly accountId: string; readonly region: string },
  asked: readonly LoadBalancer[],
  definition: TaskDefinition,
): TaskLoadBalancer[] {
  if (asked.length > mostTargetGroups)
    throw invalidParameter(`load balancers can have at most ${mostTargetGroups} items.`);
  return asked.map(
    ({ targetGroupArn, loadBalancerName, containerName = '', containerPort, advancedConfiguration }) => {
      if (loadBalancerName !== undefined && targetGroupArn !== undefined)
        throw invalidParameter(
          'loadBalancerName and targetGroupArn cannot both be specified. You must specify either a loadBalancerName or a targetGroupArn in all loadBalancer entries',
        );
      if (targetGroupArn === undefined)
        throw invalidParameter('Classic Load Balancers are not supported with Fargate');
      if (advancedConfiguration !== undefined) throw notYet('advancedConfiguration of load balancers');
      const group = context.targetGroups.find(targetGroupArn, scope);
      if (group === undefined) throw invalidParameter(`The target group ${targetGroupArn} does not exist.`);
      if (!group.hasLoadBalancer)
        throw invalidParameter(
          `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
        );
      if (group.targetType !== 'ip')
        throw invalidParameter(
          `The provided target group ${targetGroupArn} has target type ${group.targetType}, which is incompatible with the awsvpc network mode specified in the task definition.`,
        );
      const container = definition.containerDefinitions?.find(({ name }) => name === containerName);
      if (container === undefined)
        throw invalidParameter(`The container ${containerName} does not exist in the task definition.`);
      const mapping = container.portMappings?.find((each) => each.containerPort === containerPort);
      if (containerPort === undefined || mapping === undefined)
        throw invalidParameter(
          `The container ${containerName} did not have a container port ${containerPort} defined.`,
        );
      return { targetGroupArn, containerName, containerPort };
    },
  );
}
