import { expect, test } from 'vitest';
import { candidates, pickTargetGroup } from '../../../emulator/load-balancer/pick.ts';

const groups = [
  { targetGroupArn: 'a', weight: 1 },
  { targetGroupArn: 'none', weight: 0 },
  { targetGroupArn: 'b', weight: 3 },
];

test.each([
  [0, 'a'],
  [0.2499, 'a'],
  [0.25, 'b'],
  [0.9999, 'b'],
])('%d of the weights falls to %s', (random, expected) => {
  expect(pickTargetGroup(groups, random)?.targetGroupArn).toBe(expected);
});

test.each([[[]], [[{ targetGroupArn: 'a', weight: 0 }]]])('of %j there is none to pick', (none) => {
  expect(pickTargetGroup(none, 0.5)).toBeUndefined();
});

const up = { up: true, draining: false };
const down = { up: false, draining: false };
const gone = { up: true, draining: true };

test.each([
  ['the healthy ones', [up, down, gone, up], [up, up]],
  ['all that are registered when none is healthy', [down, gone, down], [down, down]],
  ['none when all are draining', [gone], []],
])('takes %s', (_title, targets, expected) => {
  expect(candidates(targets)).toEqual(expected);
});
