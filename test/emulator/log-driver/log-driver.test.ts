import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventsOf, logged, scope, startLogScene, task } from '../../support/log-driver/log-scene.ts';
import { startSimulatedContainer } from '../../support/simulated-container.ts';

test('makes the stream before any output, and none where awslogs is not asked for', async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  expect(driver.prepare(task, logged())).toBeUndefined();
  expect(driver.prepare(task, { name: 'quiet' })).toBeUndefined();
  expect(
    driver.prepare(task, { name: 'file', logConfiguration: { logDriver: 'json-file' } }),
  ).toBeUndefined();
  const group = scene.store.findGroup(scope, '/web');
  expect(group && scene.store.listStreams(group.id).map(({ name }) => name)).toEqual(['ecs/app/0123']);
});

test("names a missing group with AWS's sentence, or makes it when asked to", async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  expect(driver.prepare(task, logged({ 'awslogs-group': '/none' }))).toBe(
    'failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1',
  );
  expect(
    driver.prepare(task, logged({ 'awslogs-group': '/made', 'awslogs-create-group': 'true' })),
  ).toBeUndefined();
  expect(scene.store.listGroups(scope).map(({ name }) => name)).toEqual(['/made', '/web']);
});

test('carries lines from the first on, with their own times, and leaves empty ones out', async () => {
  using scene = await startLogScene();
  scene.runtime.printLine(scene.id, 'before');
  await using driver = scene.newDriver();
  driver.follow(task, logged(), scene.id);
  driver.follow(task, logged(), scene.id);
  await scene.clock.advance(5);
  scene.runtime.printLine(scene.id, '');
  scene.runtime.printLine(scene.id, 'after', 'stderr');
  await nextTurn();
  const group = scene.store.findGroup(scope, '/web');
  const stream = group && scene.store.findStream(group.id, 'ecs/app/0123');
  expect(
    stream &&
      eventsOf(scene.store, stream.id).map(({ message, timestampMs }) => [
        message,
        timestampMs - scene.clock.now(),
      ]),
  ).toEqual([
    ['before', -5],
    ['after', 0],
  ]);
});

test('goes on after a restart without a hole and without a duplicate', async () => {
  using scene = await startLogScene();
  const first = scene.newDriver();
  first.follow(task, logged(), scene.id);
  scene.runtime.printLine(scene.id, 'one');
  await nextTurn();
  scene.runtime.printLine(scene.id, 'two');
  await first[Symbol.asyncDispose]();
  scene.runtime.printLine(scene.id, 'three, while nobody reads');
  await using second = scene.newDriver();
  second.follow(task, logged(), scene.id);
  scene.runtime.printLine(scene.id, 'four');
  await nextTurn();
  expect(scene.messages()).toEqual(['one', 'two', 'three, while nobody reads', 'four']);
});

test('after a kill, lines that were not written are read again', async () => {
  using scene = await startLogScene();
  // Never disposed of, as if it had been killed: its last line was read and not written.
  const killed = scene.newDriver();
  killed.follow(task, logged(), scene.id);
  scene.runtime.printLine(scene.id, 'written');
  await nextTurn();
  scene.sink.broken = true;
  scene.runtime.printLine(scene.id, 'lost with the process');
  await nextTurn();
  scene.sink.broken = false;
  await using driver = scene.newDriver();
  driver.follow(task, logged(), scene.id);
  await nextTurn();
  expect(scene.messages()).toEqual(['written', 'lost with the process']);
});

test('keeps lines that cannot be written and writes them, in order, with the next ones', async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  driver.follow(task, logged(), scene.id);
  scene.sink.broken = true;
  scene.runtime.printLine(scene.id, 'one');
  await nextTurn();
  scene.sink.broken = false;
  expect(scene.messages()).toEqual([]);
  scene.runtime.printLine(scene.id, 'two');
  await nextTurn();
  expect(scene.messages()).toEqual(['one', 'two']);
});

test('tries a last time when the container is done', async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  driver.follow(task, logged(), scene.id);
  scene.sink.broken = true;
  scene.runtime.printLine(scene.id, 'last words');
  scene.runtime.crash(scene.id, 1);
  await nextTurn();
  await nextTurn();
  scene.sink.broken = false;
  await driver.finish(scene.id);
  // Until the container is gone a restart goes on from here.
  expect([scene.messages(), scene.sink.cursor(scene.id)]).toEqual([['last words'], expect.any(BigInt)]);
  driver.forget(scene.id);
  expect(scene.sink.cursor(scene.id)).toBeUndefined();
});

test('a burst is a few transactions, also while they fail', async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  driver.follow(task, logged(), scene.id);
  scene.sink.broken = true;
  for (let i = 0; i < 3500; i += 1) scene.runtime.printLine(scene.id, `line ${i}`);
  await nextTurn();
  expect(scene.sink.appends).toBe(4);
  scene.sink.broken = false;
  scene.runtime.printLine(scene.id, 'end');
  await nextTurn();
  expect([scene.sink.appends, scene.messages().length]).toEqual([5, 3501]);
});

test('finish waits for the last line', async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  driver.follow(task, logged(), scene.id);
  scene.runtime.printLine(scene.id, 'bye');
  scene.runtime.crash(scene.id, 0);
  await driver.finish(scene.id);
  expect(scene.messages()).toEqual(['bye']);
});

test('a group that is deleted meanwhile takes its lines with it and harms nobody', async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  driver.follow(task, logged(), scene.id);
  scene.runtime.printLine(scene.id, 'one');
  await nextTurn();
  const group = scene.store.findGroup(scope, '/web');
  if (group !== undefined) scene.store.removeGroup(group.id);
  scene.runtime.printLine(scene.id, 'two');
  await nextTurn();
  const again = await startSimulatedContainer(scene.runtime, 'other');
  driver.follow(task, logged(), again);
  scene.runtime.printLine(again, 'three');
  await nextTurn();
  expect([scene.messages(), scene.sink.cursor(scene.id) !== undefined]).toEqual([[], true]);
});

test("without a prefix the stream bears the engine's id of the container", async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  const container = {
    name: 'app',
    logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/web' } },
  };
  expect(driver.prepare(task, container)).toBeUndefined();
  driver.follow(task, container, scene.id);
  scene.runtime.printLine(scene.id, 'x');
  await nextTurn();
  const group = scene.store.findGroup(scope, '/web');
  expect([
    group && scene.store.listStreams(group.id).map(({ name }) => name),
    scene.messages(scene.id),
  ]).toEqual([[scene.id], ['x']]);
});

test('logs to the region that the options name', async () => {
  using scene = await startLogScene();
  await using driver = scene.newDriver();
  const container = logged({ 'awslogs-region': 'eu-west-1', 'awslogs-create-group': 'true' });
  expect(driver.prepare(task, container)).toBeUndefined();
  driver.follow(task, container, scene.id);
  scene.runtime.printLine(scene.id, 'x');
  await nextTurn();
  const group = scene.store.findGroup({ ...scope, region: 'eu-west-1' }, '/web');
  const stream = group && scene.store.findStream(group.id, 'ecs/app/0123');
  expect(stream && eventsOf(scene.store, stream.id).map(({ message }) => message)).toEqual(['x']);
  expect(scene.messages()).toEqual([]);
});
