import type Database from 'better-sqlite3';
import { migrations } from './migrations.ts';

/** Applies the migrations that the database lacks, each in a transaction of its own. */
export function migrate(db: Database.Database): void {
  db.exec('CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY) STRICT');
  const applied = db
    .prepare<[], { latest: number | null }>('SELECT max(number) AS latest FROM migration')
    .get();
  const latest = applied?.latest ?? 0;
  if (latest > migrations.length)
    throw new Error(
      `The data directory was written by a newer Drydock (schema ${latest}, this one knows ${migrations.length}).`,
    );
  const record = db.prepare<[number]>('INSERT INTO migration (number) VALUES (?)');
  migrations.slice(latest).forEach((sql, index) => {
    db.transaction(() => {
      db.exec(sql);
      record.run(latest + index + 1);
    })();
  });
}
