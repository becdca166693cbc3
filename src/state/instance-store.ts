import { v4 as uuid } from 'uuid';
import type { State } from './state.ts';

/** Facts about the data directory itself, which a reset does not touch. */
export class InstanceStore {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Labels all that this instance makes in the engine. */
  get id(): string {
    return this.#valueOf('id', () => uuid());
  }

  #valueOf(name: string, make: () => string): string {
    const { db } = this.#state;
    const row = db
      .prepare<[string], { value: string }>('SELECT value FROM instance WHERE name = ?')
      .get(name);
    if (row !== undefined) return row.value;
    const value = make();
    db.prepare<[string, string]>('INSERT INTO instance (name, value) VALUES (?, ?)').run(name, value);
    return value;
  }
}
