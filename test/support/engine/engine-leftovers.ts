import type { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';
import { labels } from '../../../emulator/runtime/labels.ts';

export interface EngineLeftovers {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** The names of all that the engine holds of one instance. Other Drydocks on the machine do not count. */
export async function engineLeftovers(engine: Engine, instanceId: string): Promise<EngineLeftovers> {
  const query = { all: true, filters: JSON.stringify({ label: [`${labels.instance}=${instanceId}`] }) };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    engine.read<{ Names: string[] }[]>({ path: '/containers/json', query }),
    engine.read<{ Name: string }[]>({ path: '/networks', query }),
    engine.read<{ Volumes: { Name: string }[] | null }>({ path: '/volumes', query }),
  ]);
  return {
    containers: containers.flatMap(({ Names }) => Names).sort(),
    networks: networks.map(({ Name }) => Name).sort(),
    volumes: (volumes ?? []).map(({ Name }) => Name).sort(),
  };
}
