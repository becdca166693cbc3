import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InstanceStore } from '../src/state/instance-store.ts';
import { State } from '../src/state/state.ts';
import { Vault } from '../src/state/vault.ts';

export interface OpenedData {
  readonly state: State;
  readonly vault: Vault;
  readonly instanceId: string;
}

/** Opens the data directory, or a state in memory where there is none. Its files are its owner's alone. */
export function openData(dataDir: string | undefined): OpenedData {
  if (dataDir === undefined) {
    const state = new State(':memory:');
    return { state, vault: new Vault(randomBytes(32)), instanceId: new InstanceStore(state).id };
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const state = new State(join(dataDir, 'drydock.sqlite'));
  chmodSync(join(dataDir, 'drydock.sqlite'), 0o600);
  return {
    state,
    vault: new Vault(vaultKey(join(dataDir, 'vault.key'))),
    instanceId: new InstanceStore(state).id,
  };
}

/** The key that seals secrets: kept beside the database, so that a copy of that alone gives none away. */
function vaultKey(path: string): Buffer {
  if (existsSync(path)) return readFileSync(path);
  const key = randomBytes(32);
  writeFileSync(path, key, { mode: 0o600, flag: 'wx' });
  return key;
}
