import { expect, test } from 'vitest';
import {
  firstRetryMs,
  nextProbeDelayMs,
  probeSlot,
  retryAfter,
} from '../../../../emulator/load-balancer/health/probe-schedule.ts';

const facts = {
  initial: false,
  registeredAtMs: 1000,
  startedAtMs: 1000,
  nowMs: 1500,
  intervalMs: 30_000,
  retryMs: 100,
};

test.each([
  ['counts the interval from the start of the last probe', {}, 29_500],
  ['asks at once when the probe took longer than the interval', { nowMs: 40_000 }, 0],
  ['asks an initial target soon again', { initial: true }, 100],
  ['asks it where AWS would in any case', { initial: true, startedAtMs: 30_800, nowMs: 30_950 }, 50],
  ['never waits longer than the interval', { initial: true, retryMs: 1000, intervalMs: 500 }, 0],
])('%s', (_title, changes, expected) => {
  expect(nextProbeDelayMs({ ...facts, ...changes })).toBe(expected);
});

test('repetitions come twice as far apart each time, up to a second', () => {
  const waits = [firstRetryMs];
  for (let i = 0; i < 5; i += 1) waits.push(retryAfter(waits.at(-1) ?? 0));
  expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
});

test.each([
  [1000, 1000, 0],
  [1000, 30_999, 0],
  [1000, 31_000, 1],
])('registered at %i, %i falls into interval %i', (registeredAtMs, atMs, expected) => {
  expect(probeSlot(registeredAtMs, atMs, 30_000)).toBe(expected);
});
