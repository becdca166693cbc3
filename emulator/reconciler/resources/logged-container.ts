import type { LoggedContainer } from '../../log-driver/awslogs-target.ts';
import type { DefinedTask, NamedContainer } from '../defined-task.ts';
import { SecretsUnavailableError, type TaskSecrets } from '../task-secrets.ts';

/**
 * A container as the log driver is told of it: what `secretOptions` name is among its options. After a restart they
 * are resolved again; where that cannot be done, the container goes on with the options that the definition gives.
 */
export function loggedContainer(
  secrets: Pick<TaskSecrets, 'resolve' | 'logOptions'>,
  defined: DefinedTask,
  container: NamedContainer,
): LoggedContainer {
  const { logConfiguration, name } = container;
  if (logConfiguration?.logDriver !== 'awslogs' || !logConfiguration.secretOptions?.length) return container;
  try {
    secrets.resolve(defined);
  } catch (error) {
    if (!(error instanceof SecretsUnavailableError)) throw error;
  }
  const secretOptions = secrets.logOptions(defined.task.arn, name);
  return {
    name,
    logConfiguration: { ...logConfiguration, options: { ...logConfiguration.options, ...secretOptions } },
  };
}
