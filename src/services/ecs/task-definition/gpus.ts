import type { ResourceRequirement } from '@aws-sdk/client-ecs';

/** What is wrong with the GPUs of a container, or of its override; undefined where nothing is. */
export function brokenGpus(
  containerName: string | undefined,
  requirements: readonly ResourceRequirement[] = [],
): string | undefined {
  return requirements.some(({ type, value = '' }) => type === 'GPU' && !/^[1-9]\d{0,3}$/.test(value))
    ? `Invalid 'resourceRequirements' setting for container '${containerName}'.`
    : undefined;
}
