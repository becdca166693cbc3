import type { ContainerOverride, TaskOverride } from '@aws-sdk/client-ecs';

/** What a task's launch overrides of one of its containers; undefined where it leaves the definition as it is. */
export function containerOverride(
  { containerOverrides }: TaskOverride,
  containerName: string | undefined,
): ContainerOverride | undefined {
  return containerOverrides?.find(({ name }) => name === containerName);
}
