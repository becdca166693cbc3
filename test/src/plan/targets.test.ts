import { expect, test } from 'vitest';
import { planDraining } from '../../../src/plan/targets.ts';

const delayMs = 300_000;

test.each([
  { title: 'waits while connections are open', atMs: 299_999, step: { type: 'wait', untilMs: 300_000 } },
  { title: 'is gone when the delay is over', atMs: 300_000, step: { type: 'remove' } },
  { title: 'is gone once nothing is in flight', drained: true, atMs: 1, step: { type: 'remove' } },
  {
    title: "stays for the whole delay with AWS's timing",
    drained: true,
    awsTiming: true,
    atMs: 1,
    step: { type: 'wait', untilMs: 300_000 },
  },
  {
    title: "is gone after the delay with AWS's timing",
    drained: true,
    awsTiming: true,
    atMs: 300_000,
    step: { type: 'remove' },
  },
  {
    title: 'waits the less the higher the speed',
    speed: 10,
    atMs: 0,
    step: { type: 'wait', untilMs: 30_000 },
  },
])('a draining target $title', ({ drained = false, awsTiming = false, speed = 1, atMs, step }) => {
  expect(planDraining({ drainingSinceMs: 0, drained }, delayMs, { awsTiming, speed }, atMs)).toEqual(step);
});

test('a delay of nothing ends at once', () => {
  const target = { drainingSinceMs: 5, drained: false };
  expect(planDraining(target, 0, { awsTiming: true, speed: 1 }, 5)).toEqual({ type: 'remove' });
});
