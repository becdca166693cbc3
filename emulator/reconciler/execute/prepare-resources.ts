import { EnvironmentFilesUnavailableError } from '../resources/task-environment-files.ts';
import { SecretsUnavailableError } from '../task-secrets.ts';
import type { DefinedTask, TaskWorld } from '../task-world.ts';

/**
 * Fetches what a task needs from elsewhere before its first container is created: secrets, then environment files.
 * Returns AWS's sentence when something cannot be had (what stands behind `ResourceInitializationError: `).
 */
export async function prepareResources(world: TaskWorld, defined: DefinedTask): Promise<string | undefined> {
  try {
    world.secrets.resolve(defined);
    await world.environmentFiles.resolve(defined);
    return undefined;
  } catch (error) {
    if (error instanceof SecretsUnavailableError || error instanceof EnvironmentFilesUnavailableError)
      return error.message;
    throw error;
  }
}
