import type { ContainerDefinition, FirelensConfiguration, TaskDefinition } from '@aws-sdk/client-ecs';

type Trigger = (definition: TaskDefinition, containers: readonly ContainerDefinition[]) => boolean;

const api = (version: string) => `com.amazonaws.ecs.capability.docker-remote-api.${version}`;
const some =
  (test: (container: ContainerDefinition) => boolean): Trigger =>
  (_definition, containers) =>
    containers.some(test);
const usesSecret = (isIn: (valueFrom: string) => boolean): Trigger =>
  some(({ secrets = [] }) => secrets.some(({ valueFrom = '' }) => isIn(valueFrom)));
const logsBySecret = (isIn: (valueFrom: string) => boolean): Trigger =>
  some(({ logConfiguration }) =>
    (logConfiguration?.secretOptions ?? []).some(({ valueFrom = '' }) => isIn(valueFrom)),
  );
const routes = (test: (router: FirelensConfiguration) => boolean): Trigger =>
  some(({ firelensConfiguration }) => firelensConfiguration !== undefined && test(firelensConfiguration));
const isSet = (list: readonly unknown[] | undefined): boolean => (list?.length ?? 0) > 0;
const isInSecretsManager = (valueFrom: string) => valueFrom.includes(':secretsmanager:');
const isOnEcr = ({ image = '' }: ContainerDefinition) => /\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/.test(image);

/** What a container instance must offer, by what the definition uses. */
const attributes: readonly (readonly [string, Trigger])[] = [
  [api('1.18'), () => true],
  [api('1.19'), some(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs')],
  [api('1.21'), some(({ memoryReservation }) => memoryReservation !== undefined)],
  [
    api('1.22'),
    some(({ linuxParameters: linux }) => isSet(linux?.tmpfs) || linux?.sharedMemorySize !== undefined),
  ],
  [
    api('1.24'),
    some(({ healthCheck, systemControls }) => healthCheck !== undefined || isSet(systemControls)),
  ],
  [api('1.25'), some(({ linuxParameters }) => linuxParameters?.initProcessEnabled === true)],
  [api('1.29'), some(({ healthCheck }) => healthCheck?.startPeriod !== undefined)],
  ['ecs.capability.container-health-check', some(({ healthCheck }) => healthCheck !== undefined)],
  [
    'ecs.capability.execution-role-awslogs',
    (definition, containers) =>
      definition.executionRoleArn !== undefined &&
      containers.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs'),
  ],
  ['com.amazonaws.ecs.capability.ecr-auth', some(isOnEcr)],
  [
    'ecs.capability.execution-role-ecr-pull',
    ({ executionRoleArn }, containers) => executionRoleArn !== undefined && containers.some(isOnEcr),
  ],
  [
    'com.amazonaws.ecs.capability.task-iam-role',
    ({ taskRoleArn, networkMode }) => taskRoleArn !== undefined && networkMode !== 'host',
  ],
  [
    'com.amazonaws.ecs.capability.task-iam-role-network-host',
    ({ taskRoleArn, networkMode }) => taskRoleArn !== undefined && networkMode === 'host',
  ],
  // Fargate, which every task has a size on, is recorded not to ask for it.
  [
    'ecs.capability.task-cpu-mem-limit',
    ({ cpu, memory, requiresCompatibilities }) =>
      (cpu !== undefined || memory !== undefined) && !requiresCompatibilities?.includes('FARGATE'),
  ],
  ['ecs.capability.task-eni', ({ networkMode }) => networkMode === 'awsvpc'],
  ['com.amazonaws.ecs.capability.privileged-container', some(({ privileged }) => privileged === true)],
  ['ecs.capability.secrets.asm.environment-variables', usesSecret(isInSecretsManager)],
  ['ecs.capability.secrets.ssm.environment-variables', usesSecret((each) => !isInSecretsManager(each))],
  ['ecs.capability.secrets.asm.bootstrap.log-driver', logsBySecret(isInSecretsManager)],
  ['ecs.capability.secrets.ssm.bootstrap.log-driver', logsBySecret((each) => !isInSecretsManager(each))],
  ['ecs.capability.firelens.fluentbit', routes(({ type }) => type === 'fluentbit')],
  ['ecs.capability.firelens.fluentd', routes(({ type }) => type === 'fluentd')],
  [
    'ecs.capability.firelens.options.config.file',
    routes(({ options }) => options?.['config-file-type'] === 'file'),
  ],
  [
    'ecs.capability.firelens.options.config.s3',
    routes(({ options }) => options?.['config-file-type'] === 's3'),
  ],
  ['ecs.capability.env-files.s3', some(({ environmentFiles = [] }) => environmentFiles.length > 0)],
  [
    'ecs.capability.private-registry-authentication.secretsmanager',
    some(({ repositoryCredentials }) => repositoryCredentials !== undefined),
  ],
  [
    'ecs.capability.container-ordering',
    some(
      ({ dependsOn = [], startTimeout, stopTimeout }) =>
        dependsOn.length > 0 || startTimeout !== undefined || stopTimeout !== undefined,
    ),
  ],
  [
    'ecs.capability.pid-ipc-namespace-sharing',
    ({ pidMode, ipcMode }) => pidMode !== undefined || ipcMode !== undefined,
  ],
  [
    'ecs.capability.efs',
    ({ volumes = [] }) => volumes.some((each) => each.efsVolumeConfiguration !== undefined),
  ],
  [
    'ecs.capability.efsAuth',
    ({ volumes = [] }) =>
      volumes.some((each) => each.efsVolumeConfiguration?.authorizationConfig !== undefined),
  ],
  ['ecs.capability.aws-appmesh', ({ proxyConfiguration }) => proxyConfiguration !== undefined],
  [
    'ecs.capability.storage.ebs-task-volume-attach',
    ({ volumes = [] }) => volumes.some(({ configuredAtLaunch }) => configuredAtLaunch === true),
  ],
  [
    'ecs.capability.network.container-port-range',
    some(({ portMappings = [] }) => portMappings.some((each) => each.containerPortRange !== undefined)),
  ],
  ['ecs.capability.container-restart-policy', some(({ restartPolicy }) => restartPolicy?.enabled === true)],
  ['ecs.capability.extensible-ephemeral-storage', ({ ephemeralStorage }) => ephemeralStorage !== undefined],
];

/** The attributes that a definition can require, beside those of the logging and volume drivers that it names. */
export const requirableAttributes: readonly string[] = attributes.map(([name]) => name);

/** The names of the attributes that a definition requires: the logging and volume drivers it uses, then the table's rows. */
export function requiredAttributes(
  definition: TaskDefinition,
  containers: readonly ContainerDefinition[],
): string[] {
  const drivers = new Set(containers.flatMap(({ logConfiguration }) => logConfiguration?.logDriver ?? []));
  const plugins = new Set(
    (definition.volumes ?? []).flatMap(
      ({ dockerVolumeConfiguration: volume }) => (volume && (volume.driver ?? 'local')) ?? [],
    ),
  );
  return [
    ...[...drivers].map((driver) => `com.amazonaws.ecs.capability.logging-driver.${driver}`),
    ...[...plugins].map((driver) => `ecs.capability.docker-plugin.${driver}`),
    ...attributes.filter(([, applies]) => applies(definition, containers)).map(([name]) => name),
  ];
}
