import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Held by the one Drydock that runs on a data directory. The kernel frees it when the process ends, however it ends. */
export interface DataDirectoryLock extends Disposable {
  /** Notes who holds it, for `drydock down`. */
  note(owner: DataDirectoryOwner): void;
}

export interface DataDirectoryOwner {
  readonly pid: number;
  readonly endpoint: string;
}

const lockFile = 'lock.sqlite';
const ownerFile = 'owner.json';

/** Takes the lock of an existing directory; undefined when a running Drydock has it. */
export function lockDataDirectory(dataDir: string): DataDirectoryLock | undefined {
  const db = new Database(join(dataDir, lockFile), { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return undefined;
    throw error;
  }
  const ownerPath = join(dataDir, ownerFile);
  return {
    note: (owner) => writeFileSync(ownerPath, JSON.stringify(owner), { mode: 0o600 }),
    [Symbol.dispose]: () => {
      rmSync(ownerPath, { force: true });
      db.close();
    },
  };
}

/** Who holds the lock, as far as it was noted. */
export function readOwner(dataDir: string): DataDirectoryOwner | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, ownerFile), 'utf8'));
  } catch {
    return undefined;
  }
}
