import type Database from 'better-sqlite3';

/** Rows whose writes matter: a table's, or some of them. */
export interface WatchedRows {
  readonly table: string;
  /** Only those in which this column is set. */
  readonly having?: string;
  /** Only updates of these columns; a row that comes or goes matters in any case. */
  readonly columns?: readonly string[];
}

/**
 * Tells of every write of a table, whoever makes it, a cascade of SQLite's own included: a trigger calls back. The
 * triggers are temporary, so that the file knows nothing of them.
 */
export class WriteNotices {
  readonly #db: Database.Database;
  readonly #subscribers = new Map<string, Set<() => void>>();

  constructor(db: Database.Database) {
    this.#db = db;
    db.function('told_write', (key: string) => {
      for (const subscriber of this.#subscribers.get(key) ?? []) subscriber();
    });
  }

  subscribe(rows: WatchedRows, subscriber: () => void): void {
    const { table, having = '', columns = [] } = rows;
    const key = [table, having, ...columns].join(' ');
    const subscribers = this.#subscribers.get(key);
    if (subscribers !== undefined) {
      subscribers.add(subscriber);
      return;
    }
    this.#subscribers.set(key, new Set([subscriber]));
    const updates = columns.length === 0 ? 'UPDATE' : `UPDATE OF ${columns.join(', ')}`;
    this.#addTrigger(`${key} insert`, `INSERT ON main.${table}`, having, ['new'], key);
    this.#addTrigger(`${key} update`, `${updates} ON main.${table}`, having, ['old', 'new'], key);
    this.#addTrigger(`${key} delete`, `DELETE ON main.${table}`, having, ['old'], key);
  }

  #addTrigger(name: string, event: string, having: string, rows: readonly string[], key: string): void {
    const condition = rows.map((row) => `${row}.${having} IS NOT NULL`).join(' OR ');
    this.#db.exec(
      `CREATE TEMP TRIGGER "${name}" AFTER ${event} ${having === '' ? '' : `WHEN ${condition}`}
       BEGIN SELECT told_write('${key}'); END`,
    );
  }
}
