import type { Task } from '@aws-sdk/client-ecs';

/** What DescribeTasks tells of a task's state and end, without what the engine made up or what is not there. */
export function taskEnding({ lastStatus, desiredStatus, stopCode, stoppedReason, containers }: Task) {
  return present({
    lastStatus,
    desiredStatus,
    stopCode,
    stoppedReason,
    containers: containers?.map((container) =>
      present({
        name: container.name,
        lastStatus: container.lastStatus,
        exitCode: container.exitCode,
        reason: container.reason,
      }),
    ),
  });
}

function present<Value extends object>(value: Value): Partial<Value> {
  const kept: Partial<Value> = { ...value };
  for (const key of Object.keys(value))
    if (Reflect.get(value, key) === undefined) Reflect.deleteProperty(kept, key);
  return kept;
}
