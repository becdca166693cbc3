import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Task } from '../../src/services/ecs/task/task.ts';

/** A task together with the containers that it runs. */
export interface DefinedTask {
  readonly task: Task;
  readonly definition: TaskDefinition;
  readonly containers: readonly NamedContainer[];
}

export type NamedContainer = ContainerDefinition & { readonly name: string; readonly image: string };

/** A task with the containers that it runs: what its launch fixed of them counts, not the definition alone. */
export function definedTask(task: Task, definition: TaskDefinition): DefinedTask {
  const containers = containersOf(definition).flatMap((container) => {
    const identity = task.spec.containers.find(({ name }) => name === container.name);
    const action = identity?.sidecarPolicy?.action;
    if (action === 'skip') return [];
    const image = identity?.image ?? container.image;
    return [{ ...container, image, ...(action === 'healthy' ? { healthCheck: undefined } : {}) }];
  });
  return { task, definition, containers };
}

/** Whether the definition has that container and the task does not run it, as a sidecar policy says. */
export function isSkipped({ definition, containers }: DefinedTask, name: string): boolean {
  return (
    !containers.some((each) => each.name === name) &&
    (definition.containerDefinitions ?? []).some((each) => each.name === name)
  );
}

/** The containers of a definition; registration saw to it that each has a name and an image. */
export function containersOf(definition: TaskDefinition): NamedContainer[] {
  return (definition.containerDefinitions ?? []).map((container) => ({
    ...container,
    name: container.name ?? '',
    image: container.image ?? '',
  }));
}
