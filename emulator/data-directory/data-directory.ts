import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RootStore } from '../../src/certificates/local-authority.ts';
import { InstanceStore } from '../../src/state/instance-store.ts';
import { State } from '../../src/state/state.ts';
import { Vault } from '../../src/state/vault.ts';
import { memoryRoot, RootFiles, rootFiles } from './root-files.ts';

export interface OpenedData {
  readonly state: State;
  readonly vault: Vault;
  readonly instanceId: string;
  /** The root of the local certificate authority: it outlives a reset, for users have it trusted. */
  readonly root: RootStore;
  /** The folder of access logs; undefined where nothing is kept. */
  readonly accessLogDir?: string | undefined;
}

const databaseFile = 'drydock.sqlite';
const vaultFile = 'vault.key';
const accessLogFolder = 'access-logs';
const keyBytes = 32;

/** Opens the data directory, or a state in memory where there is none. Its files are its owner's alone. */
export function openData(dataDir: string | undefined): OpenedData {
  if (dataDir === undefined) {
    const state = new State(':memory:');
    const vault = new Vault(randomBytes(keyBytes));
    return { state, vault, instanceId: new InstanceStore(state).id, root: memoryRoot() };
  }
  ensureDataDirectory(dataDir);
  const database = join(dataDir, databaseFile);
  // Made before it is opened: SQLite gives the files beside it the rights that it has.
  closeSync(openSync(database, 'a', 0o600));
  chmodSync(database, 0o600);
  const state = new State(database);
  return {
    state,
    vault: new Vault(vaultKey(join(dataDir, vaultFile))),
    instanceId: new InstanceStore(state).id,
    root: new RootFiles(dataDir),
    accessLogDir: join(dataDir, accessLogFolder),
  };
}

/** Makes the directory where it is not there yet. */
export function ensureDataDirectory(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
}

/** Whether a Drydock has kept its state there. */
export function hasData(dataDir: string): boolean {
  return existsSync(join(dataDir, databaseFile));
}

/** Removes what {@link openData} and the lock made, and the directory itself where nothing else is in it. */
export function removeData(dataDir: string): void {
  const database = [databaseFile, `${databaseFile}-wal`, `${databaseFile}-shm`];
  for (const file of [...database, vaultFile, 'lock.sqlite', ...rootFiles])
    rmSync(join(dataDir, file), { force: true });
  rmSync(join(dataDir, accessLogFolder), { recursive: true, force: true });
  try {
    rmdirSync(dataDir);
  } catch {
    // Something of the user's is in it: it stays.
  }
}

/** The key that seals secrets: kept beside the database, so that a copy of that alone gives none away. */
function vaultKey(path: string): Buffer {
  if (existsSync(path)) return readFileSync(path);
  const key = randomBytes(keyBytes);
  // Whole or not there at all, whenever we are killed.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, key, { mode: 0o600, flush: true });
  renameSync(draft, path);
  return key;
}
