import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { StartQueue } from '../../../../emulator/load-balancer/health/start-queue.ts';

test('spreads starts over turns of the event loop, in order', async () => {
  const queue = new StartQueue();
  const started: number[] = [];
  for (let i = 0; i < 40; i += 1) queue.push(() => started.push(i));
  const counts: number[] = [started.length];
  for (let i = 0; i < 4; i += 1) {
    await nextTurn();
    counts.push(started.length);
  }
  expect(counts.map((count, i) => count - (counts[i - 1] ?? 0)).every((each) => each <= 16)).toBe(true);
  expect(started).toEqual(Array.from({ length: 40 }, (_, i) => i));
});

test('starts nothing once it is closed', async () => {
  const queue = new StartQueue();
  let isStarted = false;
  queue.push(() => {
    isStarted = true;
  });
  queue.close();
  await nextTurn();
  await nextTurn();
  expect(isStarted).toBe(false);
});
