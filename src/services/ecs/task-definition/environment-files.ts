import type { EnvironmentFile } from '@aws-sdk/client-ecs';
import { parseObjectArn } from '../../../plan/environment-file.ts';

const mostEnvironmentFiles = 10;

/** AWS's sentence for environment files, of a container or of its override, that cannot be. */
export function brokenEnvironmentFiles(files: readonly EnvironmentFile[] = []): string | undefined {
  if (files.length > mostEnvironmentFiles)
    return 'The maximum number of environment files was exceeded. Specify ten or less and try again.';
  return files.some(({ value = '' }) => parseObjectArn(value) === undefined)
    ? 'Invalid arn syntax.'
    : undefined;
}
