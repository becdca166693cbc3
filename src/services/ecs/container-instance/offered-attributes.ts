import { cpuArchitecture } from '../cpu-architecture.ts';
import { logDrivers } from '../task-definition/rules/log-rules.ts';
import type { ContainerInstanceDocument, InstanceAttribute } from './container-instance.ts';
import type { IdentityDocument } from './identity-document.ts';

/** Versions 1.17 to 1.41 of the engine's API: an ECS agent lists all that its engine speaks. */
const engineApis = Array.from({ length: 25 }, (_, index) => `docker-remote-api.1.${17 + index}`);

/** In the order of the ECS agent, less what Drydock does not do. */
const capabilities: readonly string[] = [
  ...[
    'private-registry-authentication.secretsmanager',
    'secrets.ssm.environment-variables',
    'secrets.ssm.bootstrap.log-driver',
    'secrets.asm.environment-variables',
    'secrets.asm.bootstrap.log-driver',
    'container-ordering',
    'env-files.s3',
    'network.container-port-range',
    'container-restart-policy',
    'task-cpu-mem-limit',
    'task-eni',
    'execution-role-ecr-pull',
    'container-health-check',
    'execution-role-awslogs',
    'docker-plugin.local',
    'pid-ipc-namespace-sharing',
    'firelens.fluentd',
    'firelens.fluentbit',
    'firelens.options.config.file',
    'firelens.options.config.s3',
    'efs',
    'efsAuth',
    'execute-command',
    'storage.ebs-task-volume-attach',
  ].map((name) => `ecs.capability.${name}`),
  ...[
    'privileged-container',
    ...engineApis,
    ...logDrivers.map((driver) => `logging-driver.${driver}`),
    'ecr-auth',
    'task-iam-role',
    'task-iam-role-network-host',
  ].map((name) => `com.amazonaws.ecs.capability.${name}`),
];

/** An instance type and a machine image that are none of AWS's. */
const ownType = 'drydock';
const ownImage = 'ami-drydock';

type Place = Pick<ContainerInstanceDocument, 'availabilityZone' | 'subnetId' | 'vpcId'>;

/**
 * The built-in attributes of a container instance: where and what it is, and every capability that a task definition
 * may require of it. What Drydock does not run is not among them, nor what AWS gives to tasks on Fargate alone.
 */
export function offeredAttributes(place: Place, identity: IdentityDocument): InstanceAttribute[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['ecs.availability-zone', place.availabilityZone],
    ['ecs.vpc-id', place.vpcId],
    ['ecs.subnet-id', place.subnetId],
    ['ecs.instance-type', identity.instanceType ?? ownType],
    ['ecs.ami-id', identity.imageId ?? ownImage],
    ['ecs.os-type', 'linux'],
    ['ecs.os-family', 'LINUX'],
    ['ecs.cpu-architecture', cpuArchitecture],
  ];
  return [
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    ...capabilities.map((name) => ({ name })),
  ];
}
