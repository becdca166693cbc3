import { expect, test } from 'vitest';
import { LiveGroup } from '../../../../emulator/load-balancer/targets/live-group.ts';
import { LiveTarget } from '../../../../emulator/load-balancer/targets/live-target.ts';
import { routeTo } from '../../../support/data-path/route-to.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

function target(port: number, up = true): LiveTarget {
  const made = new LiveTarget('tg', routeTo(port), new FakeClock(), () => {});
  made.up = up;
  return made;
}

function turns(group: LiveGroup, count: number): (number | undefined)[] {
  return Array.from({ length: count }, () => group.next()?.port);
}

test('the round goes on where it was when a snapshot changes the targets', () => {
  const [a, b, c] = [target(1), target(2), target(3)];
  const before = new LiveGroup([a, b], undefined);
  expect(turns(before, 3)).toEqual([2, 1, 2]);
  expect(turns(new LiveGroup([a, b, c], before), 3)).toEqual([3, 1, 2]);
});

test('a change of health counts from the next request on', () => {
  const [a, b] = [target(1), target(2, false)];
  const group = new LiveGroup([a, b], undefined);
  expect(turns(group, 2)).toEqual([1, 1]);
  b.up = true;
  a.up = false;
  group.refresh();
  expect(turns(group, 2)).toEqual([2, 2]);
});

test('an empty group has nobody', () => {
  expect(new LiveGroup([], undefined).next()).toBeUndefined();
});
