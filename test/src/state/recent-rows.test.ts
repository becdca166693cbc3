import { expect, test } from 'vitest';
import { RecentRows } from '../../../src/state/recent-rows.ts';
import { State } from '../../../src/state/state.ts';

interface Fact {
  readonly value: number;
  readonly note?: string;
}

/** Rows by key, and how often each was really read. */
function startScene(most = 10) {
  const state = new State(':memory:');
  const rows = new RecentRows<Fact>(state, most);
  const reads: string[] = [];
  const get = (key: string): number | undefined =>
    rows.get(key, () => {
      reads.push(key);
      return key === 'none' ? undefined : { value: reads.length };
    })?.value;
  return { state, rows, reads, get, [Symbol.dispose]: () => state[Symbol.dispose]() };
}

test('reads a row once, and one that is not there every time', () => {
  using scene = startScene();
  expect(['a', 'a', 'none', 'none', 'a'].map(scene.get)).toEqual([1, 1, undefined, undefined, 1]);
  expect(scene.reads).toEqual(['a', 'none', 'none']);
});

test('keeps so many, and gives up the one that came first', () => {
  using scene = startScene(2);
  for (const key of ['a', 'b', 'a', 'c', 'b', 'a']) scene.get(key);
  expect(scene.reads).toEqual(['a', 'b', 'c', 'a']);
});

test('takes over what was written of a row that it has, and of no other', () => {
  using scene = startScene();
  scene.get('a');
  scene.rows.changed('a', { note: 'written' });
  scene.rows.changed('b', { note: 'written' });
  expect(scene.rows.get('a', () => undefined)).toEqual({ value: 1, note: 'written' });
  expect(scene.rows.get('b', () => undefined)).toBeUndefined();
});

test('reads anew what it was told to forget, and all of it once a transaction was undone', () => {
  using scene = startScene();
  scene.get('a');
  scene.get('b');
  scene.rows.forget('a');
  scene.get('a');
  scene.get('b');
  expect(scene.reads).toEqual(['a', 'b', 'a']);
  scene.rows.forgetAll();
  scene.get('b');
  scene.state.transaction(() => {
    expect(() =>
      scene.state.transaction(() => {
        throw new Error('no');
      }),
    ).toThrow();
  });
  scene.get('b');
  expect(scene.reads).toEqual(['a', 'b', 'a', 'b', 'b']);
});
