import type { ContainerStats } from '../../runtime.ts';
import { type Engine, EngineError } from '../engine/engine.ts';

/** Go's zero time: the engine has nothing to say of a container that does not run. */
const never = '0001-01-01T00:00:00Z';

/** One sample, at once: the engine would otherwise wait a second for another. */
export async function readStats(engine: Engine, id: string): Promise<ContainerStats | undefined> {
  try {
    const stats = await engine.read<ContainerStats>({
      path: `/containers/${id}/stats`,
      query: { stream: false, 'one-shot': true },
    });
    return stats.read === never ? undefined : stats;
  } catch (error) {
    if (error instanceof EngineError && (error.statusCode === 404 || error.statusCode === 409))
      return undefined;
    throw error;
  }
}
