import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { clientError } from '../../errors.ts';

const awslogsOptions = new Set([
  'awslogs-group',
  'awslogs-region',
  'awslogs-stream-prefix',
  'awslogs-create-group',
  'awslogs-datetime-format',
  'awslogs-multiline-pattern',
  'mode',
  'max-buffer-size',
]);

const isSet = (list: readonly unknown[] | undefined): boolean => (list?.length ?? 0) > 0;

/** Fields of a container definition that the task machine would have to ignore, by name. */
const containerFields: readonly (readonly [string, (container: ContainerDefinition) => boolean])[] = [
  [
    'resourceRequirements',
    ({ resourceRequirements = [] }) => resourceRequirements.some(({ type }) => type !== 'GPU'),
  ],
  ['credentialSpecs', ({ credentialSpecs }) => isSet(credentialSpecs)],
  [
    'logConfiguration.options',
    ({ logConfiguration: { logDriver, options = {} } = {} }) =>
      logDriver === 'awslogs' && Object.keys(options).some((name) => !awslogsOptions.has(name)),
  ],
];

const taskFields: readonly (readonly [string, (definition: TaskDefinition) => boolean])[] = [
  // Only an awsvpc task has a sandbox that could own what its containers share.
  ['pidMode task', ({ pidMode, networkMode }) => pidMode === 'task' && networkMode !== 'awsvpc'],
  ['ipcMode task', ({ ipcMode, networkMode }) => ipcMode === 'task' && networkMode !== 'awsvpc'],
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
