import { labels } from '../labels.ts';
import { type Engine, EngineError } from './engine/engine.ts';
import { listVolumes } from './volumes/volumes.ts';

interface Labelled {
  readonly Labels: Readonly<Record<string, string>> | null;
}

interface Identified extends Labelled {
  readonly Id: string;
}

/** Removes the containers, networks and volumes of owners that are gone. What vanishes meanwhile is as good as removed. */
export async function removeAbandoned(
  engine: Engine,
  isAbandoned: (owner: string) => boolean,
): Promise<void> {
  const query = { all: true, filters: JSON.stringify({ label: [labels.owner] }) };
  const containers = await engine.read<Identified[]>({ path: '/containers/json', query });
  const networks = await engine.read<Identified[]>({ path: '/networks', query });
  const volumes = await listVolumes(engine, labels.owner);
  const judged = new Map<string, boolean>();
  const isLeft = ({ Labels }: Labelled): boolean => {
    const owner = Labels?.[labels.owner] ?? '';
    const verdict = judged.get(owner) ?? isAbandoned(owner);
    judged.set(owner, verdict);
    return verdict;
  };
  for (const { Id } of containers.filter(isLeft))
    await remove(engine, `/containers/${Id}`, { force: true, v: true });
  for (const { Id } of networks.filter(isLeft)) await remove(engine, `/networks/${Id}`, {});
  for (const { Name } of volumes.filter(isLeft)) await remove(engine, `/volumes/${Name}`, {});
}

async function remove(engine: Engine, path: string, query: Readonly<Record<string, boolean>>): Promise<void> {
  try {
    await engine.run({ method: 'DELETE', path, query });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
}
