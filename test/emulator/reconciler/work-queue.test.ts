import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Work, WorkQueue } from '../../../emulator/reconciler/work-queue.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function startQueue(work: Work, clock = new FakeClock()) {
  const errors: string[] = [];
  const queue = new WorkQueue<'job'>({
    clock,
    work: { job: work },
    onError: (error, { kind, id }) =>
      errors.push(`${kind} ${id}: ${error instanceof Error ? error.message : ''}`),
  });
  return { queue, clock, errors };
}

/** A piece of work that goes on until the test says so. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

test('many requests before a key is worked on are one', async () => {
  const runs: string[] = [];
  const { queue } = startQueue((id) => {
    runs.push(id);
    return undefined;
  });
  for (const id of ['a', 'b', 'a', 'a', 'b']) queue.enqueue('job', id);
  expect(runs).toEqual([]);
  await queue.settled();
  expect(runs).toEqual(['a', 'b']);
});

test('a key that is asked for while it is worked on is worked on once more, and never twice at a time', async () => {
  const { opened, open } = gate();
  let running = 0;
  const seen: number[] = [];
  const { queue, clock } = startQueue(async () => {
    running += 1;
    seen.push(running);
    if (seen.length === 1) await opened;
    running -= 1;
    return undefined;
  });
  queue.enqueue('job', 'a');
  await clock.settle();
  queue.enqueue('job', 'a');
  queue.enqueue('job', 'a');
  await clock.settle();
  expect(seen).toEqual([1]);
  open();
  await queue.settled();
  expect(seen).toEqual([1, 1]);
});

test('different keys are worked on at the same time', async () => {
  const { opened, open } = gate();
  const begun: string[] = [];
  const { queue, clock } = startQueue(async (id) => {
    begun.push(id);
    await opened;
    return undefined;
  });
  queue.enqueue('job', 'a');
  queue.enqueue('job', 'b');
  await clock.settle();
  expect(begun).toEqual(['a', 'b']);
  open();
  await queue.settled();
});

test('a failing key alone is tried again after 100, 200, 400 ms and so on up to 30 s', async () => {
  const clock = new FakeClock();
  const startMs = clock.now();
  const failedAt: number[] = [];
  let good = 0;
  const { queue, errors } = startQueue((id) => {
    if (id === 'good') {
      good += 1;
      return undefined;
    }
    failedAt.push(clock.now() - startMs);
    throw new Error('no');
  }, clock);
  queue.enqueue('job', 'bad');
  await clock.advance(60);
  queue.enqueue('job', 'good');
  await clock.settle();
  expect(good).toBe(1);
  await clock.advance(200_000);
  const waits = failedAt.map((at, i) => at - (failedAt[i - 1] ?? 0));
  expect(waits.slice(0, 12)).toEqual([
    0, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000,
  ]);
  expect(errors[0]).toBe('job bad: no');
  await queue[Symbol.asyncDispose]();
});

test('success ends the backoff', async () => {
  const clock = new FakeClock();
  const results = [false, false, true, false, true];
  const at: number[] = [];
  const startMs = clock.now();
  const { queue } = startQueue(() => {
    at.push(clock.now() - startMs);
    if (results.shift() === false) throw new Error('no');
    return undefined;
  }, clock);
  queue.enqueue('job', 'a');
  await clock.advance(1000);
  queue.enqueue('job', 'a');
  await clock.advance(1000);
  expect(at).toEqual([0, 100, 300, 1000, 1100]);
  expect(clock.pending).toBe(0);
});

test('what happens to a failing key meanwhile does not shorten its backoff', async () => {
  const clock = new FakeClock();
  const { opened, open } = gate();
  let runs = 0;
  const { queue } = startQueue(async () => {
    runs += 1;
    if (runs > 1) return undefined;
    await opened;
    throw new Error('no');
  }, clock);
  queue.enqueue('job', 'a');
  await clock.settle();
  queue.enqueue('job', 'a');
  open();
  await clock.advance(99);
  expect(runs).toBe(1);
  await clock.advance(1);
  expect(runs).toBe(2);
});

test('one key is begun each turn of the event loop, and work that goes on takes its place behind the others', async () => {
  const begun: string[] = [];
  const { queue } = startQueue((id) => {
    begun.push(id);
    return begun.length < 4 ? 'next-turn' : undefined;
  });
  for (const id of ['a', 'b', 'c']) queue.enqueue('job', id);
  const perTurn: number[] = [];
  while (perTurn.length < 5) {
    await nextTurn();
    perTurn.push(begun.length);
  }
  expect(perTurn).toEqual([1, 2, 3, 4, 5]);
  await queue.settled();
  expect(begun).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});

test('work may ask to be done again at a time; an event before that takes its place', async () => {
  const clock = new FakeClock();
  const startMs = clock.now();
  const at: number[] = [];
  const { queue } = startQueue(() => {
    at.push(clock.now() - startMs);
    return at.length < 3 ? clock.now() + 1000 : undefined;
  }, clock);
  queue.enqueue('job', 'a');
  await clock.advance(400);
  queue.enqueue('job', 'a');
  await clock.advance(5000);
  expect(at).toEqual([0, 400, 1400]);
});

test('settled does not wait for a time that is to come', async () => {
  const { queue, clock } = startQueue(() => clock.now() + 1000);
  queue.enqueue('job', 'a');
  await queue.settled();
  expect(clock.pending).toBe(1);
  await queue[Symbol.asyncDispose]();
  expect(clock.pending).toBe(0);
});

test('settled waits for what work brings about', async () => {
  const runs: string[] = [];
  const { queue } = startQueue((id) => {
    runs.push(id);
    if (id !== 'c') queue.enqueue('job', id === 'a' ? 'b' : 'c');
    return undefined;
  });
  queue.enqueue('job', 'a');
  await queue.settled();
  expect(runs).toEqual(['a', 'b', 'c']);
});

test('disposal waits for what is running and starts nothing more', async () => {
  const { opened, open } = gate();
  const runs: string[] = [];
  const { queue, clock } = startQueue(async (id) => {
    runs.push(id);
    await opened;
    runs.push(`${id} done`);
    return clock.now() + 10;
  });
  queue.enqueue('job', 'a');
  await clock.settle();
  queue.enqueue('job', 'a');
  queue.enqueue('job', 'b');
  let isDisposed = false;
  const disposed = queue[Symbol.asyncDispose]().then(() => {
    isDisposed = true;
  });
  queue.enqueue('job', 'c');
  await clock.settle();
  expect(isDisposed).toBe(false);
  open();
  await disposed;
  await clock.advance(1000);
  expect([runs, clock.pending]).toEqual([['a', 'a done'], 0]);
});
