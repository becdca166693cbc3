import { describe, expect, it } from 'vitest';
import { State } from '../../../src/state/state.ts';
import { UnchangedReads } from '../../../src/state/unchanged-reads.ts';

/** Two tables of one number each, and a cached read of the first that counts how often it was really read. */
function counted() {
  const state = new State(':memory:');
  state.db.exec('CREATE TABLE fact (value INTEGER); INSERT INTO fact VALUES (1)');
  state.db.exec('CREATE TABLE other (value INTEGER); INSERT INTO other VALUES (1)');
  const select = state.db.prepare<[], number | undefined>('SELECT value FROM fact').pluck();
  const update = state.db.prepare<[number]>('UPDATE fact SET value = ?');
  const reads = new UnchangedReads<number | undefined>(state, [{ table: 'fact' }]);
  const seen = { reads: 0 };
  const get = (key = 'fact') =>
    reads.get(key, () => {
      seen.reads += 1;
      return select.get();
    });
  return { state, seen, get, set: (value: number) => update.run(value) };
}

describe('UnchangedReads', () => {
  it('reads once while nothing of it is written', () => {
    const { state, seen, get } = counted();
    using _state = state;
    expect([get(), get(), get('another key'), seen.reads]).toEqual([1, 1, 1, 2]);
    state.db.exec('UPDATE other SET value = 2');
    expect([get(), seen.reads]).toEqual([1, 2]);
  });

  it('reads anew after a write, whoever made it', () => {
    const { state, seen, get, set } = counted();
    using _state = state;
    get();
    set(2);
    expect([get(), get(), seen.reads]).toEqual([2, 2, 2]);
  });

  it('reads anew after everything was cleared', () => {
    const { state, get } = counted();
    using _state = state;
    get();
    state.clear();
    expect(get()).toBeUndefined();
  });

  it('keeps nothing of a transaction that is rolled back', () => {
    const { state, get, set } = counted();
    using _state = state;
    const failing = () =>
      state.transaction(() => {
        set(2);
        expect(get()).toBe(2);
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(get()).toBe(1);
  });

  it('reads anew within a transaction that wrote, and keeps what it committed', () => {
    const { state, seen, get, set } = counted();
    using _state = state;
    get();
    state.transaction(() => {
      get();
      set(2);
      expect([get(), get()]).toEqual([2, 2]);
    });
    expect([get(), seen.reads]).toEqual([2, 2]);
  });
});
