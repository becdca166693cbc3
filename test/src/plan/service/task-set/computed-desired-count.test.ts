import { expect, test } from 'vitest';
import { computedDesiredCount } from '../../../../../src/plan/service/task-set/computed-desired-count.ts';

test.each([
  [10, 30, 3],
  [1, 50, 1],
  [4, 0, 0],
  [0, 100, 0],
  [3, 0.1, 1],
  [12, 10, 2],
  [3000, 1.1, 33],
  [5000, 99.9, 4995],
])('of %i desired tasks at %d percent are %i', (desiredCount, percent, count) => {
  expect(computedDesiredCount(desiredCount, percent)).toBe(count);
});
