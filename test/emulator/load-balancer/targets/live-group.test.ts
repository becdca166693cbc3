import { expect, test } from 'vitest';
import type { BalancingSettings, TargetRoute } from '../../../../emulator/load-balancer/snapshot.ts';
import { LiveGroup } from '../../../../emulator/load-balancer/targets/live-group.ts';
import { LiveTarget } from '../../../../emulator/load-balancer/targets/live-target.ts';
import { IdleTimers } from '../../../../emulator/load-balancer/wire/idle-timers.ts';
import { defaultBalancing } from '../../../support/data-path/default-balancing.ts';
import { routeTo } from '../../../support/data-path/route-to.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const initial = { lastKnownHealth: { state: 'initial', reason: 'Elb.InitialHealthChecking' } } as const;
const slowStart = { slowStartMs: 30_000 };

function target(port: number, up = true, changes: Partial<TargetRoute> = {}): LiveTarget {
  const clock = new FakeClock();
  const made = new LiveTarget(
    'tg',
    routeTo(port, changes),
    { clock, timers: new IdleTimers(clock) },
    () => {},
  );
  made.up = up;
  return made;
}

function group(
  targets: readonly LiveTarget[],
  balancing: Partial<BalancingSettings> = {},
  predecessor?: LiveGroup,
  random: () => number = () => 0,
): LiveGroup {
  return new LiveGroup(
    { ...defaultBalancing, ...balancing, targetGroupArn: 'tg', random },
    targets,
    predecessor,
  );
}

function setUp(of: LiveGroup, target: LiveTarget, up: boolean, nowMs = 0): void {
  target.up = up;
  of.statusChanged(target, nowMs);
}

function turns(of: LiveGroup, count: number, nowMs = 0): (number | undefined)[] {
  return Array.from({ length: count }, () => of.next(nowMs)?.port);
}

/** How many of `count` picks at a moment fall to a port. */
function share(of: LiveGroup, port: number, count: number, nowMs: number): number {
  return turns(of, count, nowMs).filter((each) => each === port).length;
}

test('the round goes on where it was when a snapshot changes the targets', () => {
  const [a, b, c] = [target(1), target(2), target(3)];
  const before = group([a, b]);
  expect(turns(before, 3)).toEqual([1, 2, 1]);
  const with3 = group([a, b, c], {}, before);
  expect(turns(with3, 4)).toEqual([2, 3, 1, 2]);
  expect(turns(group([a, c], {}, with3), 3)).toEqual([3, 1, 3]);
});

test('a change of health counts from the next request on', () => {
  const [a, b] = [target(1), target(2, false)];
  const both = group([a, b]);
  expect(turns(both, 2)).toEqual([1, 1]);
  setUp(both, b, true);
  setUp(both, a, false);
  expect(turns(both, 2)).toEqual([2, 2]);
});

test('an empty group has nobody', () => {
  expect(group([]).next(0)).toBeUndefined();
});

test('with too few healthy targets all take requests, until there are enough again', () => {
  const [a, b, c] = [target(1), target(2), target(3, false)];
  const all = group([a, b, c], { minimumHealthy: { count: 2 } });
  expect(turns(all, 4)).toEqual([1, 2, 1, 2]);
  setUp(all, b, false);
  expect(turns(all, 3)).toEqual([3, 1, 2]);
  setUp(all, c, true);
  expect(turns(all, 3)).toEqual([3, 1, 3]);
});

test('least outstanding requests go to the target with the fewest, equals in turn', () => {
  const [a, b, c] = [target(1), target(2), target(3)];
  const all = group([a, b, c], { algorithm: 'least_outstanding_requests' });
  expect(turns(all, 4)).toEqual([1, 2, 3, 1]);
  const work = { cut: () => {} };
  b.enter(work);
  expect(turns(all, 4)).toEqual([3, 1, 3, 1]);
  a.enter({ cut: () => {} });
  c.enter({ cut: () => {} });
  b.leave(work);
  expect(turns(all, 2)).toEqual([2, 2]);
});

test('weighted random falls to each target equally often, as the random numbers have it', () => {
  let state = 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const all = group([target(1), target(2), target(3)], { algorithm: 'weighted_random' }, undefined, random);
  for (const port of [1, 2, 3]) expect(share(all, port, 30_000, 0) / 30_000).toBeCloseTo(1 / 3, 1.7);
  const picks = [0, 0.34, 0.99];
  const told = group(
    [target(1), target(2), target(3)],
    { algorithm: 'weighted_random' },
    undefined,
    () => picks.shift() ?? 0,
  );
  expect(turns(told, 3)).toEqual([1, 2, 3]);
});

test('a target that becomes healthy beside another gets a share that grows from nothing to its turn', () => {
  const old = target(1);
  const fresh = target(2, false, { ...initial, registeredAtMs: 5 });
  const both = group([old, fresh], slowStart);
  setUp(both, fresh, true, 1000);
  // Beside one target with a full turn, a share of s is s / (1 + s) of the requests.
  expect(share(both, 2, 120, 1000)).toBe(0);
  expect(share(both, 2, 120, 16_000)).toBe(40);
  expect(share(both, 2, 100, 31_000)).toBe(50);
  expect(fresh.slowStart).toBeUndefined();
});

test('slow start ends when a target becomes unhealthy, and begins again when it recovers', () => {
  const old = target(1);
  const fresh = target(2, false, { ...initial, registeredAtMs: 0 });
  const both = group([old, fresh], slowStart);
  setUp(both, fresh, true);
  // Registered in one call with the other.
  expect(share(both, 2, 10, 0)).toBe(5);
  setUp(both, fresh, false);
  setUp(both, fresh, true, 1000);
  expect(share(both, 2, 10, 1000)).toBe(0);
  setUp(both, fresh, false, 2000);
  expect(fresh.slowStart).toBeUndefined();
});

test.each([
  ['is the only healthy one', [target(1, false)], target(2, false, { ...initial, registeredAtMs: 5 })],
  ['was known as healthy from before a restart', [target(1)], target(2, false, { registeredAtMs: 5 })],
])('a target does not start slowly when it %s', (_title, others, fresh) => {
  const all = group([...others, fresh], slowStart);
  setUp(all, fresh, true, 1000);
  expect(fresh.slowStart).toBeUndefined();
  expect(share(all, 2, 10, 1000)).toBe(others[0]?.up ? 5 : 10);
});

test('one that starts slowly does not make the next one start slowly', () => {
  const [old, first, second] = [
    target(1),
    target(2, false, { ...initial, registeredAtMs: 1 }),
    target(3, false, { ...initial, registeredAtMs: 2 }),
  ];
  const all = group([old, first, second], slowStart);
  setUp(all, first, true, 0);
  setUp(all, old, false, 0);
  setUp(all, second, true, 1000);
  expect([first.slowStart !== undefined, second.slowStart]).toEqual([true, undefined]);
});

test('targets that all start slowly still take every request', () => {
  const [old, fresh] = [target(1), target(2, false, { ...initial, registeredAtMs: 1 })];
  const both = group([old, fresh], slowStart);
  setUp(both, fresh, true, 0);
  setUp(both, old, false, 0);
  expect(turns(both, 3, 0)).toEqual([2, 2, 2]);
});

test('without slow start in a new snapshot a target has its full share at once', () => {
  const [old, fresh] = [target(1), target(2, false, { ...initial, registeredAtMs: 1 })];
  const both = group([old, fresh], slowStart);
  setUp(both, fresh, true, 0);
  expect(share(group([old, fresh], {}, both), 2, 10, 0)).toBe(5);
});

test('a session stays with its target while that takes requests, whatever the turn', () => {
  const [a, b] = [target(1), target(2)];
  const sticky = group([a, b], { stickiness: { type: 'lb_cookie', durationMs: 60_000 } });
  const [, cookie = ''] = sticky.sessions?.setCookies(b.key, [], 0) ?? [];
  const choose = (of: LiveGroup, nowMs = 0) => of.choose(cookie, nowMs)?.port;
  expect([choose(sticky), choose(sticky), choose(sticky)]).toEqual([2, 2, 2]);
  expect([choose(sticky, 60_000), choose(sticky, 60_000)]).toEqual([1, 2]);
  setUp(sticky, b, false);
  expect(choose(sticky)).toBe(1);
  setUp(sticky, b, true);
  expect(choose(sticky)).toBe(2);
  b.setDraining(true);
  const stickiness = { type: 'lb_cookie', durationMs: 60_000 } as const;
  expect(choose(group([a, b], { stickiness }, sticky))).toBe(1);
  expect(choose(group([a], { stickiness }, sticky))).toBe(1);
});
