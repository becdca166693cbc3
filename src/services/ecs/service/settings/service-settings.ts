import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { invalidParameter, notYet } from '../../errors.ts';
import { checkOneOf } from '../../one-of.ts';
import { isOutside } from '../../task-definition/rules/rule.ts';

const longestGraceSeconds = 2_147_483_647;

/** What CreateService and UpdateService share and Drydock may have to refuse. */
export interface SharedInput {
  readonly serviceRegistries?: readonly unknown[];
  readonly serviceConnectConfiguration?: { readonly enabled?: boolean };
  readonly vpcLatticeConfigurations?: readonly unknown[];
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
}

/** @throws AwsError by name for the controller that Drydock lacks */
export function checkController(type: string | undefined): 'ECS' | 'EXTERNAL' | undefined {
  if (type !== undefined && type !== 'ECS' && type !== 'EXTERNAL')
    throw notYet(`the deployment controller ${type}`);
  return type;
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
