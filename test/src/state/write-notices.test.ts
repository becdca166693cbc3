import { expect, test } from 'vitest';
import { State } from '../../../src/state/state.ts';
import type { WatchedRows } from '../../../src/state/write-notices.ts';

/** Tables of parents and children, and how many writes of the watched rows were told since last asked. */
function startScene(rows: WatchedRows) {
  const state = new State(':memory:');
  state.db.exec(`
    CREATE TABLE parent (id INTEGER PRIMARY KEY, note TEXT);
    CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) ON DELETE CASCADE, note TEXT)`);
  let told = 0;
  state.onWrite(rows, () => {
    told += 1;
  });
  const toldOf = (sql: string): number => {
    told = 0;
    state.db.exec(sql);
    return told;
  };
  return { state, toldOf, [Symbol.dispose]: () => state[Symbol.dispose]() };
}

test('tells of rows that come, change and go, and of no other table', () => {
  using scene = startScene({ table: 'parent' });
  expect(
    [
      'INSERT INTO parent VALUES (1, NULL), (2, NULL)',
      `UPDATE parent SET note = 'a' WHERE id = 1`,
      `UPDATE parent SET note = 'a' WHERE id = 3`,
      `INSERT OR REPLACE INTO parent VALUES (1, 'b')`,
      `INSERT INTO parent VALUES (1, 'c') ON CONFLICT DO UPDATE SET note = excluded.note`,
      'INSERT INTO child VALUES (1, 1, NULL)',
      'DELETE FROM parent',
    ].map(scene.toldOf),
  ).toEqual([2, 1, 0, 1, 1, 0, 2]);
});

test('tells of rows that go with the row that they belong to', () => {
  using scene = startScene({ table: 'child' });
  scene.toldOf('INSERT INTO parent VALUES (1, NULL); INSERT INTO child VALUES (1, 1, NULL), (2, 1, NULL)');
  expect(scene.toldOf('DELETE FROM parent')).toBe(2);
});

test('tells only of rows that have a value, had one or get one', () => {
  using scene = startScene({ table: 'child', having: 'note' });
  expect(
    [
      `INSERT INTO child VALUES (1, NULL, NULL), (2, NULL, 'a')`,
      'UPDATE child SET parent = NULL',
      `UPDATE child SET note = 'b' WHERE id = 1`,
      'UPDATE child SET note = NULL WHERE id = 1',
      'DELETE FROM child',
    ].map(scene.toldOf),
  ).toEqual([1, 1, 1, 1, 1]);
});

test('tells only of updates of the columns that matter', () => {
  using scene = startScene({ table: 'child', columns: ['note'] });
  expect(
    [
      'INSERT INTO child VALUES (1, NULL, NULL)',
      'UPDATE child SET parent = NULL',
      `UPDATE child SET note = 'a'`,
      'DELETE FROM child',
    ].map(scene.toldOf),
  ).toEqual([1, 0, 1, 1]);
});

test('tells every subscriber of the same rows', () => {
  using scene = startScene({ table: 'parent' });
  const told: string[] = [];
  for (const name of ['a', 'b']) scene.state.onWrite({ table: 'parent' }, () => told.push(name));
  scene.state.onWrite({ table: 'child' }, () => told.push('child'));
  scene.toldOf('INSERT INTO parent VALUES (1, NULL)');
  expect(told).toEqual(['a', 'b']);
});

test('leaves nothing in the database', () => {
  using scene = startScene({ table: 'parent' });
  const kept = scene.state.db.prepare(`SELECT name FROM main.sqlite_master WHERE type = 'trigger'`).all();
  expect(kept).toEqual([]);
});
