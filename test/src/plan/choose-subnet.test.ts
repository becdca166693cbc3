import { expect, test } from 'vitest';
import { chooseSubnet } from '../../../src/plan/choose-subnet.ts';

test.each([
  { title: 'the first where none has a task', tasks: {}, chosen: 'a' },
  { title: 'the one without a task', tasks: { a: 1, c: 2 }, chosen: 'b' },
  { title: 'the first of those with the fewest', tasks: { a: 2, b: 1, c: 1 }, chosen: 'b' },
])('takes $title', ({ tasks, chosen }) => {
  const subnets = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  expect(chooseSubnet(subnets, new Map(Object.entries(tasks)))).toEqual({ id: chosen });
});

test('takes none where there is none', () => {
  expect(chooseSubnet([], new Map())).toBeUndefined();
});
