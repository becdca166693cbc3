import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../src/state/change.ts';
import { State } from '../../../src/state/state.ts';

function noteIn(state: State, value: string): void {
  state.db.prepare('INSERT INTO instance (name, value) VALUES (?, ?)').run(value, value);
}

function notesOf({ db }: State): string[] {
  return db
    .prepare<[], { value: string }>('SELECT value FROM instance ORDER BY value')
    .all()
    .map(({ value }) => value);
}

function told(state: State): Change[] {
  const changes: Change[] = [];
  state.subscribe((change) => changes.push(change));
  return changes;
}

const task: Change = { kind: 'task', arn: 'task/1' };
const service: Change = { kind: 'service', arn: 'service/1' };
const routing: Change = { kind: 'routing' };

describe('a transaction', () => {
  test('commits what it wrote and returns what its work returns', () => {
    using state = new State(':memory:');
    const result = state.transaction(() => {
      noteIn(state, 'a');
      return 'done';
    });
    expect([result, notesOf(state), state.db.inTransaction]).toEqual(['done', ['a'], false]);
  });

  test('undoes all that it wrote when its work throws, and the next one runs', () => {
    using state = new State(':memory:');
    expect(() =>
      state.transaction(() => {
        noteIn(state, 'a');
        throw new Error('no');
      }),
    ).toThrow(new Error('no'));
    state.transaction(() => noteIn(state, 'b'));
    expect(notesOf(state)).toEqual(['b']);
  });

  test('within another is a part of it', () => {
    using state = new State(':memory:');
    expect(() =>
      state.transaction(() => {
        noteIn(state, 'a');
        state.transaction(() => noteIn(state, 'b'));
        throw new Error('no');
      }),
    ).toThrow(new Error('no'));
    expect(notesOf(state)).toEqual([]);
  });

  test('within another is undone alone where the other goes on', () => {
    using state = new State(':memory:');
    state.transaction(() => {
      noteIn(state, 'a');
      expect(() =>
        state.transaction(() => {
          noteIn(state, 'b');
          throw new Error('no');
        }),
      ).toThrow(new Error('no'));
      noteIn(state, 'c');
    });
    expect(notesOf(state)).toEqual(['a', 'c']);
  });
});

test('says when what was written is so no more', () => {
  using state = new State(':memory:');
  const seen: string[] = [];
  state.onUndo(() => seen.push(notesOf(state).join(' ')));
  state.transaction(() => {
    noteIn(state, 'a');
    expect(() =>
      state.transaction(() => {
        noteIn(state, 'b');
        throw new Error('no');
      }),
    ).toThrow();
  });
  expect(() =>
    state.transaction(() => {
      noteIn(state, 'c');
      throw new Error('no');
    }),
  ).toThrow();
  expect(seen).toEqual(['a', 'a']);
  state.clear();
  expect(seen.length).toBe(3);
});

describe('a change', () => {
  test('is told once, after the commit of the outermost transaction', () => {
    using state = new State(':memory:');
    const seen: [Change, string[]][] = [];
    state.subscribe((change) => seen.push([change, notesOf(state)]));
    state.transaction(() => {
      state.changed(task);
      state.transaction(() => {
        state.changed({ ...task });
        state.changed(service);
        state.changed(routing);
        state.changed({ ...routing });
      });
      noteIn(state, 'a');
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual([
      [task, ['a']],
      [service, ['a']],
      [routing, ['a']],
    ]);
  });

  test('is not told when its transaction is undone, neither then nor later', () => {
    using state = new State(':memory:');
    const changes = told(state);
    expect(() =>
      state.transaction(() => {
        state.changed(task);
        throw new Error('no');
      }),
    ).toThrow();
    state.transaction(() => state.changed(service));
    expect(changes).toEqual([service]);
  });

  test('outside of a transaction is told at once', () => {
    using state = new State(':memory:');
    const changes = told(state);
    state.changed(task);
    state.changed(task);
    expect(changes).toEqual([task, task]);
  });

  test('may be answered with a transaction of its own', () => {
    using state = new State(':memory:');
    const changes = told(state);
    state.subscribe((change) => {
      if (change.kind === 'task') state.transaction(() => state.changed(service));
    });
    state.transaction(() => state.changed(task));
    expect(changes).toEqual([task, service]);
  });

  test('is told to every subscriber until its subscription ends', () => {
    using state = new State(':memory:');
    const first = told(state);
    const second: Change[] = [];
    const end = state.subscribe((change) => second.push(change));
    state.changed(task);
    end();
    state.changed(service);
    expect([first, second]).toEqual([[task, service], [task]]);
  });
});

test('clear empties every table but the instance and its migrations, against all foreign keys', () => {
  using state = new State(':memory:');
  noteIn(state, 'id');
  const before = state.db.prepare('SELECT * FROM migration').all();
  state.db.exec(`
    INSERT INTO ec2_vpc (id, account_id, region, cidr, is_default) VALUES ('vpc-1', '1', 'r', '10.0.0.0/16', 1);
    INSERT INTO ec2_subnet (id, vpc_id, cidr, availability_zone) VALUES ('subnet-1', 'vpc-1', '10.0.0.0/24', 'ra');
    INSERT INTO ecs_tag (resource_arn, key, value) VALUES ('arn', 'k', 'v');
  `);
  state.clear();
  const tables = state.db
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    )
    .all();
  const full = tables.filter(
    ({ name }) => state.db.prepare(`SELECT 1 FROM "${name}" LIMIT 1`).get() !== undefined,
  );
  expect(full).toEqual([{ name: 'instance' }, { name: 'migration' }]);
  expect([notesOf(state), state.db.prepare('SELECT * FROM migration').all()]).toEqual([['id'], before]);
  expect(state.db.pragma('foreign_keys', { simple: true })).toBe(1);
});

describe('a file', () => {
  test('keeps what was committed, and is opened again without change', () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'state.db');
    {
      using state = new State(file);
      noteIn(state, 'kept');
    }
    using state = new State(file);
    expect([notesOf(state), state.db.pragma('journal_mode', { simple: true })]).toEqual([['kept'], 'wal']);
  });

  test('that a newer Drydock wrote is refused and left as it is', () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'state.db');
    {
      using state = new State(file);
      state.db.prepare('INSERT INTO migration (number) VALUES (9999)').run();
    }
    expect(() => new State(file)).toThrow(
      /was written by a newer Drydock \(schema 9999, this one knows \d+\)/,
    );
    const db = new Database(file, { readonly: true });
    expect(db.prepare('SELECT max(number) AS latest FROM migration').get()).toEqual({ latest: 9999 });
    db.close();
  });
});

function temporaryDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'drydock-state-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
