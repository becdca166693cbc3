import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distributeTasks, type StrategyItem } from '../../../src/plan/distribute-tasks.ts';

const item = (capacityProvider: string, weight: number, base = 0): StrategyItem => ({
  ...{ capacityProvider, weight, base },
});

const cases: readonly [string, readonly StrategyItem[], Record<string, number>, string][] = [
  ['one provider gets all', [item('A', 1)], {}, 'A A A'],
  ['equal weights take turns, the first one first', [item('A', 1), item('B', 1)], {}, 'A B A B'],
  ['1:4 gives one in five', [item('A', 1), item('B', 4)], {}, 'B B B A B B B B A B'],
  ['the base comes first', [item('A', 1), item('B', 1, 2)], {}, 'B B A B A B'],
  ['the base counts what runs', [item('A', 1), item('B', 1, 2)], { B: 2 }, 'A B A'],
  ['a weight of 0 gets nothing beyond its base', [item('A', 0, 1), item('B', 1)], {}, 'A B B B'],
  ['what runs counts', [item('A', 1), item('B', 1)], { A: 3 }, 'B B B A B'],
  ['a base above the count takes all', [item('A', 1, 10), item('B', 1)], {}, 'A A'],
];

test.each(cases)('%s', (_title, strategy, running, expected) => {
  const wanted = expected.split(' ');
  expect(distributeTasks(strategy, new Map(Object.entries(running)), wanted.length)).toEqual(wanted);
});

test('nobody gets less than the whole tasks of their share, and asking one by one gives the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 60 }),
      (weights, count) => {
        const strategy = weights.map((weight, index) => item(String(index), weight));
        const given = distributeTasks(strategy, new Map(), count);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (const { capacityProvider, weight } of strategy) {
          const held = given.filter((each) => each === capacityProvider).length;
          expect(held).toBeGreaterThanOrEqual(Math.floor((count * weight) / total));
        }
        const oneByOne: string[] = [];
        for (let index = 0; index < count; index += 1)
          oneByOne.push(...distributeTasks(strategy, counted(oneByOne), 1));
        expect(given).toEqual(oneByOne);
      },
    ),
    { numRuns: 50 },
  );
});

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
