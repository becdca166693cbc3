import type { DefinedTask } from '../defined-task.ts';
import { EnvironmentFilesUnavailableError } from '../resources/task-environment-files.ts';
import { FirelensUnavailableError } from '../resources/task-firelens.ts';
import { SecretsUnavailableError } from '../task-secrets.ts';
import type { TaskWorld } from '../task-world.ts';

const unavailable = [SecretsUnavailableError, EnvironmentFilesUnavailableError, FirelensUnavailableError];

/**
 * Fetches what a task needs from elsewhere before its first container is created: secrets, environment files, the router's configuration.
 * Returns AWS's sentence when something cannot be had (what stands behind `ResourceInitializationError: `).
 */
export async function prepareResources(world: TaskWorld, defined: DefinedTask): Promise<string | undefined> {
  try {
    world.secrets.resolve(defined);
    await world.environmentFiles.resolve(defined);
    await world.firelens.resolve(defined);
    return undefined;
  } catch (error) {
    if (unavailable.some((kind) => error instanceof kind) && error instanceof Error) return error.message;
    throw error;
  }
}
