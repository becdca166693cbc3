import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { logged, startLogScene, task } from '../../support/log-driver/log-scene.ts';

const multiline = logged({ 'awslogs-multiline-pattern': '^ERROR' });

test('refuses a pattern that is none', async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  expect(driver.prepare(task, logged({ 'awslogs-multiline-pattern': '(' }))).toMatch(
    /^failed to validate logger args: awslogs could not parse awslogs-multiline-pattern "\(": /,
  );
});

test('gathers lines until the next event begins, or until none came for five seconds', async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  driver.follow(task, multiline, scene.id);
  for (const line of ['ERROR one', '  at a', '', '  at b', 'ERROR two'])
    scene.runtime.printLine(scene.id, line);
  await nextTurn();
  expect(scene.messages()).toEqual(['ERROR one\n  at a\n\n  at b\n']);
  await scene.clock.advance(4999);
  await nextTurn();
  expect(scene.messages()).toHaveLength(1);
  await scene.clock.advance(1);
  await nextTurn();
  scene.runtime.printLine(scene.id, 'late');
  await scene.clock.advance(5000);
  await nextTurn();
  expect(scene.messages()).toEqual(['ERROR one\n  at a\n\n  at b\n', 'ERROR two\n', 'late\n']);
});

test('the end of the container ends its last event', async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  driver.follow(task, multiline, scene.id);
  scene.runtime.printLine(scene.id, 'ERROR one');
  scene.runtime.printLine(scene.id, 'more');
  scene.runtime.crash(scene.id, 1);
  await driver.finish(scene.id);
  expect(scene.messages()).toEqual(['ERROR one\nmore\n']);
});

test.each(['stopped', 'killed'])(
  'an event that was open when Drydock was %s comes whole afterwards',
  async (end) => {
    using scene = await startLogScene();
    const first = scene.newDriver();
    first.follow(task, multiline, scene.id);
    for (const line of ['ERROR one', 'ERROR two', 'more']) {
      scene.runtime.printLine(scene.id, line);
      await scene.clock.advance(1);
    }
    await nextTurn();
    if (end === 'stopped') await first[Symbol.asyncDispose]();
    expect(scene.messages()).toEqual(['ERROR one\n']);
    await using second = scene.newDriver();
    second.follow(task, multiline, scene.id);
    scene.runtime.printLine(scene.id, 'still more');
    scene.runtime.printLine(scene.id, 'ERROR three');
    await nextTurn();
    expect(scene.messages().slice(0, 2)).toEqual(['ERROR one\n', 'ERROR two\nmore\nstill more\n']);
  },
);
