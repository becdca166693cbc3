import { isDeepStrictEqual } from 'node:util';
import type { ObservedContainer, ObservedTask } from '../../src/services/ecs/task/task.ts';

const containerOrder = ['PENDING', 'PULLED', 'CREATED', 'RUNNING', 'STOPPED'] as const;

/**
 * Adds facts about a container; returns the same object when there is none among them that is new. Its status only
 * moves forward: an answer of the engine that arrives late cannot bring back a container that was seen to stop.
 */
export function withContainer(
  observed: ObservedTask,
  name: string,
  facts: Partial<ObservedContainer>,
): ObservedTask {
  const known = observed.containers[name];
  const before: ObservedContainer = known ?? { status: 'PENDING', health: 'UNKNOWN' };
  const status =
    facts.status !== undefined && containerOrder.indexOf(facts.status) > containerOrder.indexOf(before.status)
      ? facts.status
      : before.status;
  const container = { ...before, ...facts, status };
  if (known !== undefined && isDeepStrictEqual(known, container)) return observed;
  return { ...observed, containers: { ...observed.containers, [name]: container } };
}

/** Adds facts about the task as a whole. */
export function withFacts(observed: ObservedTask, facts: Partial<ObservedTask>): ObservedTask {
  return { ...observed, ...facts };
}

/**
 * Begins another life of a container that ended: the one way back that there is. What its last life left is gone; the
 * container and its image are the same.
 */
export function withRestart(observed: ObservedTask, name: string, nowMs: number): ObservedTask {
  const before = observed.containers[name];
  if (before?.status !== 'STOPPED') return observed;
  const container: ObservedContainer = {
    status: 'CREATED',
    health: 'UNKNOWN',
    runtimeId: before.runtimeId,
    createdAtMs: before.createdAtMs,
    imageId: before.imageId,
    imageDigest: before.imageDigest,
    imageVariables: before.imageVariables,
    restartCount: (before.restartCount ?? 0) + 1,
    restartedAtMs: nowMs,
  };
  return { ...observed, containers: { ...observed.containers, [name]: container } };
}
