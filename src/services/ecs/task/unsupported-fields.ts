import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { clientError } from '../errors.ts';

const awslogsOptions = new Set([
  'awslogs-group',
  'awslogs-region',
  'awslogs-stream-prefix',
  'awslogs-create-group',
  'mode',
  'max-buffer-size',
]);

const isSet = (list: readonly unknown[] | undefined): boolean => (list?.length ?? 0) > 0;

/** Fields of a container definition that the task machine would have to ignore, by name. */
const containerFields: readonly (readonly [string, (container: ContainerDefinition) => boolean])[] = [
  ['mountPoints', ({ mountPoints }) => isSet(mountPoints)],
  ['volumesFrom', ({ volumesFrom }) => isSet(volumesFrom)],
  ['links', ({ links }) => isSet(links)],
  ['systemControls', ({ systemControls }) => isSet(systemControls)],
  ['environmentFiles', ({ environmentFiles }) => isSet(environmentFiles)],
  ['firelensConfiguration', ({ firelensConfiguration }) => firelensConfiguration !== undefined],
  ['privileged', ({ privileged }) => privileged === true],
  ['extraHosts', ({ extraHosts }) => isSet(extraHosts)],
  ['dnsServers', ({ dnsServers }) => isSet(dnsServers)],
  ['dnsSearchDomains', ({ dnsSearchDomains }) => isSet(dnsSearchDomains)],
  ['interactive', ({ interactive }) => interactive === true],
  ['pseudoTerminal', ({ pseudoTerminal }) => pseudoTerminal === true],
  ['disableNetworking', ({ disableNetworking }) => disableNetworking === true],
  ['hostname', ({ hostname }) => hostname !== undefined],
  ['resourceRequirements', ({ resourceRequirements }) => isSet(resourceRequirements)],
  ['repositoryCredentials', ({ repositoryCredentials }) => repositoryCredentials !== undefined],
  ['dockerSecurityOptions', ({ dockerSecurityOptions }) => isSet(dockerSecurityOptions)],
  ['credentialSpecs', ({ credentialSpecs }) => isSet(credentialSpecs)],
  [
    'linuxParameters',
    ({ linuxParameters = {} }) => Object.keys(linuxParameters).some((name) => name !== 'initProcessEnabled'),
  ],
  [
    'logConfiguration.logDriver',
    ({ logConfiguration }) => logConfiguration !== undefined && logConfiguration.logDriver !== 'awslogs',
  ],
  [
    'logConfiguration.options',
    ({ logConfiguration }) =>
      Object.keys(logConfiguration?.options ?? {}).some((name) => !awslogsOptions.has(name)),
  ],
  ['logConfiguration.secretOptions', ({ logConfiguration }) => isSet(logConfiguration?.secretOptions)],
];

const taskFields: readonly (readonly [string, (definition: TaskDefinition) => boolean])[] = [
  ['volumes', ({ volumes }) => isSet(volumes)],
  ['pidMode', ({ pidMode }) => pidMode !== undefined],
  ['ipcMode', ({ ipcMode }) => ipcMode !== undefined],
  ['proxyConfiguration', ({ proxyConfiguration }) => proxyConfiguration !== undefined],
  ['inferenceAccelerators', ({ inferenceAccelerators }) => isSet(inferenceAccelerators)],
  ['enableFaultInjection', ({ enableFaultInjection }) => enableFaultInjection === true],
];

/**
 * Registering a definition is storing it; running it is another matter.
 *
 * @throws AwsError ClientException that names a field which would not have its effect
 */
export function checkRunnable(definition: TaskDefinition): void {
  const taskField = taskFields.find(([, isUsed]) => isUsed(definition))?.[0];
  if (taskField !== undefined) throw unsupported(taskField);
  for (const container of definition.containerDefinitions ?? []) {
    const field = containerFields.find(([, isUsed]) => isUsed(container))?.[0];
    if (field !== undefined) throw unsupported(`${field} (container '${container.name}')`);
  }
}

function unsupported(field: string) {
  return clientError(`Drydock does not implement the task definition field ${field} yet.`);
}
