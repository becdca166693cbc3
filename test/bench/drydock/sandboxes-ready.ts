import type { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';
import { labels } from '../../../emulator/runtime/labels.ts';
import type { BenchContext } from '../bench.ts';
import { rest } from '../rest.ts';
import { until } from '../until.ts';

interface ListedSandbox {
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, object>> };
}

/**
 * Waits until so many sandboxes stand ready at least and what former tasks left is cleared away, then rests. To be
 * called when no more than `running` tasks run, which have theirs.
 */
export async function sandboxesReady(
  { signal }: BenchContext,
  engine: Engine,
  count: number,
  running = 0,
): Promise<void> {
  const filters = JSON.stringify({ label: [`${labels.role}=sandbox`] });
  const what = `${count} sandboxes ready`;
  await until({ signal, what, pollMs: 200, deadlineMs: 60_000 }, async () => {
    const all = await engine.read<ListedSandbox[]>({ path: '/containers/json', query: { filters } });
    const isClear = all.every(({ NetworkSettings }) => Object.keys(NetworkSettings.Networks).length > 0);
    return isClear && all.length >= count + running ? true : undefined;
  });
  await rest(signal);
}
