import type { State } from './state.ts';
import type { WatchedRows } from './write-notices.ts';

const mostKept = 1000;

/**
 * What was read by key, kept until anything is written of what the reads are made of. Clients poll: between two such
 * writes they ask the same many times over. What is handed out is shared: nobody may change it.
 */
export class UnchangedReads<Value> {
  readonly #kept = new Map<string, Value>();

  /** @param of all rows that the reads look at */
  constructor(state: State, of: readonly WatchedRows[]) {
    const forget = () => this.#kept.clear();
    for (const rows of of) state.onWrite(rows, forget);
    state.onUndo(forget);
  }

  get(key: string, read: () => Value): Value {
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const value = read();
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(key, value);
    return value;
  }
}
