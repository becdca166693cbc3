import type { OperationInput } from '../../../../aws/operation.ts';
import type { RequestScope } from '../../../../aws/request-scope.ts';
import { brokenPlacement } from '../../../../plan/placement/check-placement.ts';
import { invalidParameter } from '../../errors.ts';
import type { ExternalDocument } from '../service.ts';
import { deploymentSettings } from '../settings/deployment-settings.ts';

type Sdk = typeof import('@aws-sdk/client-ecs');
type CreateInput = OperationInput<Sdk, 'CreateService'>;
type UpdateInput = OperationInput<Sdk, 'UpdateService'>;

/**
 * A new service of the EXTERNAL deployment controller. Model, CreateService: "you can specify only parameters that aren't
 * controlled at the task set level. The only required parameter is the service name."
 *
 * @throws AwsError for what task sets say instead, and for what only the ECS controller does
 */
export function externalDocument(
  input: CreateInput,
  { accountId, region, principalArn }: RequestScope,
  requestHash: string,
  nowMs: number,
): ExternalDocument {
  if (isGiven(input.taskDefinition)) throw invalidParameter('TaskDefinition must be blank');
  if (isGiven(input.loadBalancers)) throw invalidParameter('LoadBalancers must be empty or null.');
  for (const name of ['launchType', 'capacityProviderStrategy', 'platformVersion'] as const)
    if (isGiven(input[name])) throw invalidParameter(`${capitalized(name)} must be blank`);
  for (const name of ['networkConfiguration', 'volumeConfigurations'] as const)
    if (isGiven(input[name])) throw invalidParameter(`${capitalized(name)} must be empty or null.`);
  if (input.schedulingStrategy === 'DAEMON')
    throw invalidParameter(
      'The EXTERNAL deployment controller does not support the DAEMON scheduling strategy.',
    );
  if (input.availabilityZoneRebalancing === 'ENABLED')
    throw invalidParameter(
      'Availability Zone rebalancing is not supported with the EXTERNAL deployment controller.',
    );
  const { deploymentCircuitBreaker, alarms, bakeTimeInMinutes = 0 } = input.deploymentConfiguration ?? {};
  if (deploymentCircuitBreaker?.enable === true || alarms?.enable === true || bakeTimeInMinutes > 0)
    throw invalidParameter(
      'Deployment failure detection is only supported with the ECS deployment controller.',
    );
  checkPlacement(input);
  return {
    controller: 'EXTERNAL',
    accountId,
    region,
    createdAtMs: nowMs,
    createdBy: principalArn,
    deploymentConfiguration: deploymentSettings(input.deploymentConfiguration, false),
    placementConstraints: input.placementConstraints ?? [],
    placementStrategy: input.placementStrategy ?? [],
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds,
    schedulingStrategy: 'REPLICA',
    enableECSManagedTags: input.enableECSManagedTags ?? false,
    enableExecuteCommand: input.enableExecuteCommand ?? false,
    propagateTags: input.propagateTags ?? 'NONE',
    availabilityZoneRebalancing: 'DISABLED',
    clientToken: input.clientToken,
    requestHash,
  };
}

/**
 * What UpdateService may change. Model: "For services using an external deployment controller, you can update only the
 * desired count, task placement constraints and strategies, health check grace period, enable Amazon ECS managed tags
 * option, and propagate tags option". Real clients send `enableExecuteCommand` as well.
 */
const changeable: ReadonlySet<string> = new Set([
  'cluster',
  'service',
  'desiredCount',
  'deploymentController',
  'placementConstraints',
  'placementStrategy',
  'healthCheckGracePeriodSeconds',
  'enableECSManagedTags',
  'enableExecuteCommand',
  'propagateTags',
]);

/** The document after an update. @throws AwsError for what an update of such a service cannot change */
export function changedExternal(before: ExternalDocument, input: UpdateInput): ExternalDocument {
  if (isGiven(input.taskDefinition)) throw unchangeable('update task definition');
  if (input.forceNewDeployment === true) throw unchangeable('force a new deployment');
  for (const [name, value] of Object.entries(input))
    if (!changeable.has(name) && isGiven(value)) throw unchangeable(`update ${name}`);
  checkPlacement(input);
  return {
    ...before,
    placementConstraints: input.placementConstraints ?? before.placementConstraints,
    placementStrategy: input.placementStrategy ?? before.placementStrategy,
    healthCheckGracePeriodSeconds:
      input.healthCheckGracePeriodSeconds ?? before.healthCheckGracePeriodSeconds,
    enableECSManagedTags: input.enableECSManagedTags ?? before.enableECSManagedTags,
    enableExecuteCommand: input.enableExecuteCommand ?? before.enableExecuteCommand,
    propagateTags: input.propagateTags ?? before.propagateTags,
  };
}

/** After AWS's sentence for CODE_DEPLOY. */
function unchangeable(what: string) {
  return invalidParameter(
    `Unable to ${what} on services with an EXTERNAL deployment controller. Create a new task set instead.`,
  );
}

/** Terraform sends empty lists, and false, for what is not configured. */
function isGiven(value: unknown): boolean {
  return (
    value !== undefined && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0)
  );
}

function checkPlacement({
  placementConstraints = [],
  placementStrategy = [],
}: Pick<CreateInput, 'placementConstraints' | 'placementStrategy'>): void {
  const broken = brokenPlacement(placementConstraints, placementStrategy);
  if (broken !== undefined) throw invalidParameter(broken);
}

function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
