import Database from 'better-sqlite3';
import { type Change, changeKey } from './change.ts';
import { migrate } from './migrate.ts';
import { type WatchedRows, WriteNotices } from './write-notices.ts';

/** A value that is surely no Promise: a transaction is synchronous. */
type Synchronous<Value> = Value extends PromiseLike<unknown> ? never : Value;

/** What stands around the work of a transaction, prepared once: there are thousands a second. */
interface Brackets {
  readonly begin: Database.Statement<[]>;
  readonly commit: Database.Statement<[]>;
  readonly undo: readonly Database.Statement<[]>[];
}

/** Where the state lives: a file path, or `:memory:`. */
export type StateLocation = string;

/**
 * The one SQLite database. A transaction is synchronous: read, decide, write, return. After it commits, its changes
 * are told to the subscribers.
 */
export class State implements Disposable {
  readonly db: Database.Database;
  readonly #subscribers = new Set<(change: Change) => void>();
  readonly #undoSubscribers = new Set<() => void>();
  readonly #writes: WriteNotices;
  readonly #whole: Brackets;
  readonly #part: Brackets;
  #pending: Map<string, Change> | undefined;

  /** Opens the database and brings its schema up to date. Throws when a newer Drydock wrote it. */
  constructor(location: StateLocation) {
    this.db = new Database(location);
    this.db.pragma('journal_mode = WAL');
    this.db.pragma('synchronous = NORMAL');
    this.db.pragma('foreign_keys = ON');
    try {
      migrate(this.db);
    } catch (error) {
      this.db.close();
      throw error;
    }
    this.#writes = new WriteNotices(this.db);
    this.#whole = this.#brackets('BEGIN IMMEDIATE', 'COMMIT', ['ROLLBACK']);
    this.#part = this.#brackets('SAVEPOINT part', 'RELEASE part', ['ROLLBACK TO part', 'RELEASE part']);
  }

  /**
   * Runs `work` in a transaction, inside the running one where there is one. What it throws undoes all that it did,
   * also where the running transaction catches it and goes on.
   */
  transaction<Value>(work: () => Synchronous<Value>): Value {
    if (this.#pending !== undefined) return this.#within(work, this.#part);
    const pending = new Map<string, Change>();
    this.#pending = pending;
    let value: Value;
    try {
      value = this.#within(work, this.#whole);
    } finally {
      this.#pending = undefined;
    }
    for (const change of pending.values()) this.#tell(change);
    return value;
  }

  #brackets(begin: string, commit: string, undo: readonly string[]): Brackets {
    const prepare = (sql: string) => this.db.prepare<[]>(sql);
    return { begin: prepare(begin), commit: prepare(commit), undo: undo.map(prepare) };
  }

  #within<Value>(work: () => Synchronous<Value>, { begin, commit, undo }: Brackets): Value {
    begin.run();
    try {
      const value = work();
      commit.run();
      return value;
    } catch (error) {
      // Some errors, such as a full disk, make SQLite roll back by itself.
      if (this.db.inTransaction) for (const statement of undo) statement.run();
      this.#tellUndone();
      throw error;
    }
  }

  /** Notes what the running transaction changed; outside of one the notice goes out at once. */
  changed(change: Change): void {
    if (this.#pending === undefined) this.#tell(change);
    else this.#pending.set(changeKey(change), change);
  }

  /** Calls `subscriber` after each commit, once per change. Returns the function that ends the subscription. */
  subscribe(subscriber: (change: Change) => void): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  /** Calls `subscriber` at each write of such rows, within the transaction that makes it: it must not write itself. */
  onWrite(rows: WatchedRows, subscriber: () => void): void {
    this.#writes.subscribe(rows, subscriber);
  }

  /** Calls `subscriber` whenever what was written is so no more: a transaction was undone, or all tables emptied. */
  onUndo(subscriber: () => void): void {
    this.#undoSubscribers.add(subscriber);
  }

  /** Empties every table, keeping the schema: what `POST /_drydock/reset` does. */
  clear(): void {
    const tables = this.db
      .prepare<[], { name: string }>(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('migration', 'instance')`,
      )
      .all();
    this.db.pragma('foreign_keys = OFF');
    try {
      this.transaction(() => {
        for (const { name } of tables) this.db.exec(`DELETE FROM "${name}"`);
      });
    } finally {
      this.db.pragma('foreign_keys = ON');
      this.#tellUndone();
    }
  }

  [Symbol.dispose](): void {
    this.db.close();
  }

  #tellUndone(): void {
    for (const subscriber of this.#undoSubscribers) subscriber();
  }

  #tell(change: Change): void {
    for (const subscriber of this.#subscribers) subscriber(change);
  }
}
