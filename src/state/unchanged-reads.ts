import type Database from 'better-sqlite3';
import type { State } from './state.ts';

const mostKept = 1000;

/**
 * What was read by key, kept until anything at all is written. Clients poll: between two writes they ask the same
 * many times over, and SQLite's own count of changes is far cheaper than rows and their JSON. What is handed out is
 * shared: nobody may change it.
 */
export class UnchangedReads<Value> {
  readonly #state: State;
  readonly #kept = new Map<string, Value>();
  readonly #changes: Database.Statement<[], number>;
  #changesSeen = -1;

  constructor(state: State) {
    this.#state = state;
    this.#changes = state.db.prepare<[], number>('SELECT total_changes()').pluck();
  }

  get(key: string, read: () => Value): Value {
    // What a transaction wrote may be rolled back, which the count does not tell.
    if (this.#state.db.inTransaction) return read();
    const changes = this.#changes.get() ?? -1;
    if (changes !== this.#changesSeen || this.#kept.size >= mostKept) this.#kept.clear();
    this.#changesSeen = changes;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const value = read();
    this.#kept.set(key, value);
    return value;
  }
}
