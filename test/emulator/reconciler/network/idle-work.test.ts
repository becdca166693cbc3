import { expect, test } from 'vitest';
import { IdleWork } from '../../../../emulator/reconciler/network/idle-work.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const delayMs = 200;

function startScene() {
  const clock = new FakeClock();
  const idle = new IdleWork(clock, delayMs);
  const done: string[] = [];
  const add = (name: string, work: () => Promise<void> = async () => {}) =>
    idle.add(async () => {
      await work();
      done.push(name);
    });
  return { clock, idle, done, add };
}

/** Something that goes on until it is ended. */
function lasting() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { until: () => ended, end: () => end() };
}

test('does one piece after the other, once nothing urgent went on for a while', async () => {
  const { clock, idle, done, add } = startScene();
  const urgent = lasting();
  const first = lasting();
  const during = idle.during(urgent.until);
  add('first', first.until);
  add('second');
  await clock.advance(10 * delayMs);
  expect([done, idle.isUrgent, clock.pending]).toEqual([[], true, 0]);
  urgent.end();
  await during;
  await clock.advance(delayMs - 1);
  add('third');
  await clock.advance(1);
  expect(done).toEqual([]);
  first.end();
  await clock.settle();
  expect([done, idle.isUrgent, clock.pending]).toEqual([['first', 'second', 'third'], false, 0]);
});

test('begins no further piece when something urgent comes, and goes on after it', async () => {
  const { clock, idle, done, add } = startScene();
  const first = lasting();
  add('first', first.until);
  add('second');
  await clock.advance(delayMs);
  const urgent = lasting();
  const during = idle.during(urgent.until);
  first.end();
  await clock.advance(10 * delayMs);
  expect(done).toEqual(['first']);
  urgent.end();
  await during;
  await clock.advance(delayMs);
  expect(done).toEqual(['first', 'second']);
});

test('goes on though what was urgent failed', async () => {
  const { clock, idle, done, add } = startScene();
  add('piece');
  await expect(idle.during(() => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
  await clock.advance(delayMs);
  expect([done, idle.isUrgent]).toEqual([['piece'], false]);
});

test('drops what was not begun, and waits for what was', async () => {
  const { clock, idle, done, add } = startScene();
  const first = lasting();
  add('first', first.until);
  add('second');
  await clock.advance(delayMs);
  const dropped = idle.drop();
  first.end();
  await dropped;
  await clock.advance(10 * delayMs);
  expect(done).toEqual(['first']);
  add('third');
  await clock.advance(delayMs);
  expect(done).toEqual(['first', 'third']);
});

test('takes on nothing more once it is closed', async () => {
  const { clock, idle, done, add } = startScene();
  add('first');
  await idle.close();
  add('second');
  await idle.during(async () => {});
  await clock.advance(10 * delayMs);
  expect([done, clock.pending]).toEqual([[], 0]);
});
