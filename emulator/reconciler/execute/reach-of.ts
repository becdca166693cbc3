import type { ObservedContainer, Task } from '../../../src/services/ecs/task/task.ts';
import type { ContainerEndpoint } from '../../runtime/container-network.ts';
import { hostPorts } from '../container/task-network.ts';
import type { NamedContainer } from '../defined-task.ts';
import type { TaskWorld } from '../task-world.ts';

type Reach = Pick<ObservedContainer, 'address' | 'publishedPorts'>;

/**
 * Where a container that was just started is reached. The engine picks ports at each start, so that they are read
 * anew; an awsvpc task is reached at its own address.
 */
export async function reachOf(
  { runtime }: Pick<TaskWorld, 'runtime'>,
  task: Task,
  container: NamedContainer,
  runtimeId: string,
): Promise<Reach> {
  const isAsked = task.spec.network.mode === 'bridge';
  return reachAt(task, container, isAsked ? await runtime.endpoint(runtimeId) : undefined);
}

/** Where a container is reached of which the engine says this. */
export function reachAt(
  { spec: { network } }: Task,
  container: NamedContainer,
  endpoint: Partial<ContainerEndpoint> | undefined,
): Reach {
  if (network.mode === 'host') return { publishedPorts: hostPorts(container) };
  return network.mode === 'bridge' ? { address: endpoint?.address, publishedPorts: endpoint?.ports } : {};
}
