import { expect, test } from 'vitest';
import { InstanceStore } from '../../../src/state/instance-store.ts';
import { State } from '../../../src/state/state.ts';

test('an instance keeps its id, also when everything else is cleared', () => {
  using state = new State(':memory:');
  const { id } = new InstanceStore(state);
  state.clear();
  expect([new InstanceStore(state).id, id.length]).toEqual([id, 36]);
});

test('two instances have different ids', () => {
  using one = new State(':memory:');
  using other = new State(':memory:');
  expect(new InstanceStore(one).id).not.toBe(new InstanceStore(other).id);
});
