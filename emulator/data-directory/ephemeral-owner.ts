import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { lockDataDirectory } from './data-directory-lock.ts';

/** A Drydock that keeps no state: its name stands on all that it makes, so that others can tell whether it is still there. */
export interface EphemeralOwner extends Disposable {
  readonly name: string;
}

const prefix = 'drydock-';

/** Takes a lock in a directory of its own, which the kernel frees however the process ends. */
export function becomeEphemeralOwner(): EphemeralOwner {
  const directory = mkdtempSync(join(tmpdir(), prefix));
  const lock = lockDataDirectory(directory);
  return {
    name: `${hostname()}:${directory}`,
    [Symbol.dispose]: () => {
      lock?.[Symbol.dispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Whether the owner of that name ran on this machine and is gone. Of another machine's owner nothing can be said. */
export function isAbandoned(name: string): boolean {
  const colon = name.indexOf(':');
  const directory = name.slice(colon + 1);
  if (name.slice(0, colon) !== hostname() || !isOwnersDirectory(directory)) return false;
  if (!existsSync(directory)) return true;
  const lock = lockDataDirectory(directory);
  if (lock === undefined) return false;
  lock[Symbol.dispose]();
  rmSync(directory, { recursive: true, force: true });
  return true;
}

/** The name comes from a label in the engine: it must not lead to any other directory. */
function isOwnersDirectory(directory: string): boolean {
  return dirname(directory) === tmpdir() && basename(directory).startsWith(prefix);
}
