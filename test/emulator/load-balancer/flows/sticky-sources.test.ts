import { expect, test } from 'vitest';
import { StickySources } from '../../../../emulator/load-balancer/flows/sticky-sources.ts';

test('forget the source that was bound longest ago', () => {
  const sources = new StickySources(2);
  for (const [source, target] of [
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
    ['c', '4'],
  ] as const)
    sources.bind(source, target);
  expect(['a', 'b', 'c'].map((source) => sources.targetOf(source))).toEqual(['3', undefined, '4']);
});
