import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { inspect } from '../containers/inspect.ts';
import type { Engine } from '../engine/engine.ts';

/**
 * The id of the container of this engine that we run in, or undefined when we run beside the engine. Docker names a
 * container's host after its id unless told otherwise.
 */
export async function findOwnContainer(engine: Engine): Promise<string | undefined> {
  if (!existsSync('/.dockerenv')) return undefined;
  return (await inspect(engine, hostname()))?.Id;
}
