import type { DeploymentConfiguration, TaskDefinition } from '@aws-sdk/client-ecs';
import { invalidParameter, notYet } from '../errors.ts';
import { checkOneOf } from '../one-of.ts';
import { isOutside } from '../task-definition/rules/rule.ts';
import type { DeploymentSettings } from './service.ts';

const initial: DeploymentSettings = {
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  deploymentCircuitBreaker: { enable: false, rollback: false },
};

const longestGraceSeconds = 2_147_483_647;

/** What CreateService and UpdateService share and Drydock may have to refuse. */
export interface SharedInput {
  readonly serviceRegistries?: readonly unknown[];
  readonly serviceConnectConfiguration?: { readonly enabled?: boolean };
  readonly vpcLatticeConfigurations?: readonly unknown[];
  readonly deploymentController?: { readonly type?: string };
  readonly propagateTags?: string;
  readonly availabilityZoneRebalancing?: string;
  readonly healthCheckGracePeriodSeconds?: number;
}

/**
 * What Drydock lacks is refused by name rather than ignored. An empty list means that nothing was given: Terraform
 * sends such lists.
 *
 * @throws AwsError
 */
export function refuseUnserved(input: SharedInput): void {
  const some = (list: readonly unknown[] | undefined): boolean => (list?.length ?? 0) > 0;
  if (some(input.serviceRegistries)) throw notYet('service registries');
  if (input.serviceConnectConfiguration?.enabled === true) throw notYet('Service Connect');
  if (some(input.vpcLatticeConfigurations)) throw notYet('VPC Lattice');
  const controller = input.deploymentController?.type;
  if (controller !== undefined && controller !== 'ECS')
    throw notYet(`the deployment controller ${controller}`);
}

/** @throws AwsError for values of the members that both operations have, with AWS's sentences */
export function checkShared(input: SharedInput): void {
  checkOneOf('Propagate tags', input.propagateTags, ['SERVICE', 'TASK_DEFINITION', 'NONE']);
  checkOneOf('Availability Zone rebalancing', input.availabilityZoneRebalancing, ['ENABLED', 'DISABLED']);
  if (isOutside(input.healthCheckGracePeriodSeconds, 0, longestGraceSeconds))
    throw invalidParameter(`healthCheckGracePeriodSeconds must be between 0 and ${longestGraceSeconds}.`);
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
  if (isOutside(maximumPercent, 0) || !Number.isInteger(minimumHealthyPercent))
    throw invalidParameter('maximumPercent and minimumHealthyPercent must be whole numbers');
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
