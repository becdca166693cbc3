import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openData } from '../../../emulator/data-directory/data-directory.ts';

function scratch() {
  const path = mkdtempSync(join(tmpdir(), 'drydock-data-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test('keeps the instance and the key over a restart', () => {
  using directory = scratch();
  const path = join(directory.path, 'deep', 'data');
  const first = openData(path);
  const sealed = first.vault.seal(Buffer.from('secret'));
  first.state[Symbol.dispose]();
  const second = openData(path);
  expect([second.instanceId, second.vault.open(sealed).toString()]).toEqual([first.instanceId, 'secret']);
  second.state[Symbol.dispose]();
});

test("the files are their owner's alone, also in a directory that others may read", () => {
  using directory = scratch();
  const path = join(directory.path, 'data');
  mkdirSync(path, { mode: 0o755 });
  const { state } = openData(path);
  const modes = readdirSync(path).map((name) => [
    name,
    (statSync(join(path, name)).mode & 0o777).toString(8),
  ]);
  expect(Object.fromEntries(modes)).toEqual({
    'drydock.sqlite': '600',
    'drydock.sqlite-shm': '600',
    'drydock.sqlite-wal': '600',
    'vault.key': '600',
  });
  state[Symbol.dispose]();
});

test('in memory nothing is shared', () => {
  const first = openData(undefined);
  const second = openData(undefined);
  expect(first.instanceId).not.toBe(second.instanceId);
  first.state[Symbol.dispose]();
  second.state[Symbol.dispose]();
});
