import { labels } from '../../labels.ts';
import type { RuntimeContainer } from '../../runtime.ts';
import type { Engine } from '../engine/engine.ts';
import { inspect, toRuntimeContainer } from './inspect.ts';

/** At most so many inspections at once: the engine locks much for each of them. */
const concurrentInspections = 16;

/** Every container of the instance, in whatever state; those that vanish meanwhile are left out. */
export async function listContainers(engine: Engine, instanceId: string): Promise<RuntimeContainer[]> {
  const ids = await listContainerIds(engine, instanceId);
  const found: RuntimeContainer[] = [];
  const waiting = ids.values();
  const worker = async () => {
    for (const id of waiting) {
      const inspection = await inspect(engine, id);
      if (inspection) found.push(toRuntimeContainer(inspection));
    }
  };
  await Promise.all(Array.from({ length: concurrentInspections }, worker));
  return found;
}

/** The ids alone, in one call. */
export async function listContainerIds(engine: Engine, instanceId: string): Promise<string[]> {
  const filters = JSON.stringify({ label: [`${labels.instance}=${instanceId}`] });
  const containers = await engine.read<{ Id: string }[]>({
    path: '/containers/json',
    query: { all: true, filters },
  });
  return containers.map(({ Id }) => Id);
}
