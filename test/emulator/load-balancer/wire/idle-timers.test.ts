import { expect, test } from 'vitest';
import { IdleTimers } from '../../../../emulator/load-balancer/wire/idle-timers.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

/** What is due so long after it was last active; it says when it was found to be, and is over then. */
function watched(clock: FakeClock, timers: IdleTimers, timeoutMs: number) {
  const startMs = clock.now();
  const it = {
    activeMs: startMs,
    timeoutMs,
    dueAfterMs: [] as number[],
    get dueMs() {
      return this.activeMs + this.timeoutMs;
    },
    onDue() {
      this.dueAfterMs.push(clock.now() - startMs);
      timers.unwatch(this);
    },
  };
  timers.watch(it);
  return it;
}

test.each([40, 900, 60_000])('%i ms: is due then, or a little later', async (timeoutMs) => {
  const clock = new FakeClock();
  const it = watched(clock, new IdleTimers(clock), timeoutMs);
  await clock.advance(timeoutMs - 1);
  expect(it.dueAfterMs).toEqual([]);
  await clock.advance(1 + timeoutMs / 8);
  expect(it.dueAfterMs).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test('what was active meanwhile is due later, though nobody told', async () => {
  const clock = new FakeClock();
  const it = watched(clock, new IdleTimers(clock), 1000);
  await clock.advance(800);
  it.activeMs = clock.now();
  await clock.advance(900);
  expect(it.dueAfterMs).toEqual([]);
  await clock.advance(200);
  expect(it.dueAfterMs).toHaveLength(1);
});

test('what is due earlier than before is watched anew', async () => {
  const clock = new FakeClock();
  const timers = new IdleTimers(clock);
  const it = watched(clock, timers, 60_000);
  it.timeoutMs = 100;
  timers.watch(it);
  await clock.advance(110);
  expect(it.dueAfterMs).toHaveLength(1);
});

test('many wait by one timer', async () => {
  const clock = new FakeClock();
  const timers = new IdleTimers(clock);
  const all = Array.from({ length: 1000 }, () => watched(clock, timers, 60_000));
  expect(clock.pending).toBe(1);
  await clock.advance(62_000);
  expect(all.every(({ dueAfterMs }) => dueAfterMs.length === 1)).toBe(true);
});

test('nothing is due once it is not watched, or all is closed', async () => {
  const clock = new FakeClock();
  const timers = new IdleTimers(clock);
  const one = watched(clock, timers, 100);
  const other = watched(clock, timers, 200);
  timers.unwatch(one);
  await clock.advance(150);
  timers.close();
  expect(clock.pending).toBe(0);
  await clock.advance(1000);
  expect([one.dueAfterMs, other.dueAfterMs]).toEqual([[], []]);
});
