import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../../src/state/migrate.ts';
import { taskSets } from '../../../src/state/migrations/011-task-sets.ts';
import { migrations } from '../../../src/state/migrations.ts';

function open(): Disposable & { readonly db: Database.Database } {
  const db = new Database(':memory:');
  return { db, [Symbol.dispose]: () => db.close() };
}

function schemaOf(db: Database.Database): unknown[] {
  return db.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY type, name').all();
}

function appliedIn(db: Database.Database): number[] {
  return db
    .prepare<[], { number: number }>('SELECT number FROM migration ORDER BY number')
    .all()
    .map(({ number }) => number);
}

test('gives a new database every migration, in order', () => {
  using fresh = open();
  migrate(fresh.db);
  expect(appliedIn(fresh.db)).toEqual(migrations.map((_, index) => index + 1));
});

test('does nothing the second time', () => {
  using fresh = open();
  migrate(fresh.db);
  const before = schemaOf(fresh.db);
  migrate(fresh.db);
  expect([schemaOf(fresh.db), appliedIn(fresh.db)]).toEqual([
    before,
    migrations.map((_, index) => index + 1),
  ]);
});

test('brings the database of each older version to the same schema, and keeps what is in it', () => {
  using fresh = open();
  migrate(fresh.db);
  for (let version = 1; version < migrations.length; version++) {
    using old = open();
    old.db.exec('CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY) STRICT');
    migrations.slice(0, version).forEach((sql, index) => {
      old.db.exec(sql);
      old.db.prepare('INSERT INTO migration (number) VALUES (?)').run(index + 1);
    });
    old.db.exec("INSERT INTO instance (name, value) VALUES ('id', 'kept')");
    migrate(old.db);
    expect([schemaOf(old.db), old.db.prepare('SELECT * FROM instance').all()]).toEqual([
      schemaOf(fresh.db),
      [{ name: 'id', value: 'kept' }],
    ]);
  }
});

test('says of services that are there already that the ECS controller deploys them', () => {
  using old = open();
  old.db.exec('CREATE TABLE migration (number INTEGER PRIMARY KEY) STRICT');
  const before = migrations.indexOf(taskSets);
  migrations.slice(0, before).forEach((sql, index) => {
    old.db.exec(sql);
    old.db.prepare('INSERT INTO migration (number) VALUES (?)').run(index + 1);
  });
  const insert = old.db.prepare(
    `INSERT INTO ecs_service (arn, cluster_arn, name, status, desired_count, document, memory)
     VALUES (?, 'cluster', 'web', 'ACTIVE', 1, ?, '{}')`,
  );
  insert.run('a', '{"region":"x"}');
  insert.run('b', '{"region":"x","deploymentController":{"type":"ECS"}}');
  migrate(old.db);
  expect(old.db.prepare('SELECT document FROM ecs_service').pluck().all()).toEqual([
    '{"region":"x","controller":"ECS"}',
    '{"region":"x","controller":"ECS"}',
  ]);
});

test('leaves nothing of a migration that fails, and goes on from there the next time', () => {
  using broken = open();
  broken.db.exec('CREATE TABLE ecs_tag (foreign_body TEXT)');
  expect(() => migrate(broken.db)).toThrow(/ecs_tag already exists/);
  const tables = broken.db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'ecs%'")
    .all();
  expect([appliedIn(broken.db), tables]).toEqual([[1], [{ name: 'ecs_tag' }]]);
  broken.db.exec('DROP TABLE ecs_tag');
  migrate(broken.db);
  expect(appliedIn(broken.db)).toEqual(migrations.map((_, index) => index + 1));
});

test('refuses a database that a newer Drydock wrote', () => {
  using newer = open();
  migrate(newer.db);
  const next = migrations.length + 1;
  newer.db.prepare('INSERT INTO migration (number) VALUES (?)').run(next);
  expect(() => migrate(newer.db)).toThrow(
    new Error(
      `The data directory was written by a newer Drydock (schema ${next}, this one knows ${migrations.length}).`,
    ),
  );
});
