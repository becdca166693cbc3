import { expect, test } from 'vitest';
import { RequestLimit } from '../../../../../../src/services/ecs/task/metadata/request-limit.ts';
import { FakeClock } from '../../../../../support/fake-clock.ts';

function admitted(limit: RequestLimit, key: string, requests: number): number {
  return Array.from({ length: requests }, () => limit.admits(key)).filter(Boolean).length;
}

test('admits 60 requests at once, then 40 a second, each task by itself', async () => {
  const clock = new FakeClock();
  const limit = new RequestLimit(clock);
  const seen = [admitted(limit, 'a', 100), admitted(limit, 'b', 61)];
  await clock.advance(1000);
  seen.push(admitted(limit, 'a', 100));
  await clock.advance(60_000);
  seen.push(admitted(limit, 'a', 100));
  expect(seen).toEqual([60, 60, 40, 60]);
});

test('keeps a limit that is being reached while thousands of others come and go', () => {
  const limit = new RequestLimit(new FakeClock());
  admitted(limit, 'a', 60);
  for (let each = 0; each < 3000; each += 1) limit.admits(`other ${each}`);
  expect(limit.admits('a')).toBe(false);
});
