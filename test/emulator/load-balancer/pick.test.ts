import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  atRandom,
  candidates,
  leastOutstanding,
  nextInTurn,
  pickTargetGroup,
  placeInRound,
} from '../../../emulator/load-balancer/pick.ts';

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
  ['the healthy ones', { count: 1 }, [up, down, gone, up], [up, up]],
  ['all that are registered when none is healthy', { count: 1 }, [down, gone, down], [down, down]],
  ['none when all are draining', { count: 1 }, [gone], []],
  ['the healthy ones when they are as many as asked for', { count: 2 }, [up, down, up], [up, up]],
  ['all when the healthy ones are fewer than asked for', { count: 2 }, [up, down, gone], [up, down]],
  ['the healthy ones at the percentage', { count: 1, percentage: 50 }, [up, down, gone], [up]],
  ['all below the percentage', { count: 1, percentage: 51 }, [up, down], [up, down]],
  [
    'all when the count is met and the percentage is not',
    { count: 1, percentage: 100 },
    [up, down],
    [up, down],
  ],
  [
    'all when the percentage is met and the count is not',
    { count: 2, percentage: 50 },
    [up, down],
    [up, down],
  ],
])('takes %s', (_title, minimum, targets, expected) => {
  expect(candidates(targets, minimum)).toEqual(expected);
});

test('no round takes a draining target, and every round takes a healthy one if there is one', () => {
  const target = fc.record({ up: fc.boolean(), draining: fc.boolean() });
  const minimum = fc.record({
    count: fc.integer({ min: 1, max: 5 }),
    percentage: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(target, { maxLength: 8 }), minimum, (targets, each) => {
      const taken = candidates(targets, each);
      const healthy = targets.filter((one) => one.up && !one.draining);
      expect(taken.some((one) => one.draining)).toBe(false);
      expect(healthy.every((one) => taken.includes(one))).toBe(true);
    }),
  );
});

test.each([
  ['the next', -1, [], 'a'],
  ['the first after the last', 2, [], 'a'],
  ['the next that takes its turn', 0, ['b'], 'c'],
  ['the next when all let their turn go by', 0, ['a', 'b', 'c'], 'b'],
])('in turn comes %s', (_title, last, passes, expected) => {
  expect(nextInTurn(['a', 'b', 'c'], last, (each) => !passes.includes(each))).toBe(expected);
});

test('among none it is nobody, whichever way of picking', () => {
  expect([nextInTurn([], -1), leastOutstanding([], -1), atRandom([], 0.5)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('least outstanding never picks a busier target than another, and equals take turns', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 8 }),
      fc.nat({ max: 7 }),
      (loads, from) => {
        const targets = loads.map((inFlight, place) => ({ inFlight, place }));
        const last = from % targets.length;
        const picked = leastOutstanding(targets, last);
        const least = Math.min(...loads);
        const distance = (place: number) => (place - last - 1 + targets.length) % targets.length;
        const nearest = targets
          .filter((each) => each.inFlight === least)
          .toSorted((a, b) => distance(a.place) - distance(b.place))[0];
        expect(picked).toBe(nearest);
      },
    ),
  );
});

test.each([
  [0, 'a'],
  [0.4999, 'a'],
  [0.5, 'b'],
  [0.9999, 'b'],
])('of two at random %d is %s', (random, expected) => {
  expect(atRandom(['a', 'b'], random)).toBe(expected);
});

test('the round stays fair whatever comes and goes: nobody who stays is asked twice before all others who stay', () => {
  const change = fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 6 }).map((each) => each.toSorted());
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), (changes) => {
      const staying = [100, 101, 102];
      let list: number[] = [];
      let last = -1;
      const turns: number[] = [];
      for (const passing of changes) {
        const after = [...passing, ...staying];
        last = placeInRound(list, last, after);
        list = after;
        const next = nextInTurn(list, last) ?? -1;
        last = list.indexOf(next);
        if (staying.includes(next)) turns.push(next);
      }
      turns.forEach((turn, index) => {
        expect(turn).toBe(staying[index % staying.length]);
      });
    }),
  );
});
