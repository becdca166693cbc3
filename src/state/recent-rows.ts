import type { State } from './state.ts';

/**
 * The rows of a table that were read last, as objects by their keys. Its store, which alone writes the table, says what
 * became of them; where a transaction is undone all are forgotten.
 */
export class RecentRows<Row extends object> {
  readonly #rows = new Map<string, Row>();
  readonly #most: number;

  /** @param most how many are kept: the one that came first makes room for a further one */
  constructor(state: State, most: number) {
    this.#most = most;
    state.onUndo(() => this.#rows.clear());
  }

  /** What is kept under that key, or what `read` finds, which is kept then. Nobody may change it. */
  get<Found extends Row | undefined>(key: string, read: () => Found): Row | Found {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = read();
    if (row === undefined) return row;
    const [oldest] = this.#rows.keys();
    if (this.#rows.size >= this.#most && oldest !== undefined) this.#rows.delete(oldest);
    this.#rows.set(key, row);
    return row;
  }

  /** Some columns of a row were written. */
  changed(key: string, columns: Partial<Row>): void {
    const known = this.#rows.get(key);
    if (known !== undefined) this.#rows.set(key, { ...known, ...columns });
  }

  forget(key: string): void {
    this.#rows.delete(key);
  }

  forgetAll(): void {
    this.#rows.clear();
  }
}
