import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { LoggedContainer } from '../../../emulator/log-driver/awslogs-target.ts';
import { LogDriver } from '../../../emulator/log-driver/log-driver.ts';
import { SimulatedRuntime } from '../../../emulator/runtime/simulated/simulated-runtime.ts';
import { LogIngest } from '../../../src/services/logs/log-ingest.ts';
import { LogStore } from '../../../src/services/logs/log-store.ts';
import { State } from '../../../src/state/state.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { plainTask } from '../../support/plain-task.ts';
import { startSimulatedContainer } from '../../support/simulated-container.ts';

const scope = { accountId: '000000000000', region: 'us-east-1' };
const task = plainTask('0123');

function logged(options: Record<string, string> = {}): LoggedContainer {
  return {
    name: 'app',
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': '/web', 'awslogs-stream-prefix': 'ecs', ...options },
    },
  };
}

/** A sink whose writes fail while `broken` is set, over a real store. */
function eventsOf(store: LogStore, streamId: number) {
  const always = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };
  return [...store.eventsAfter(streamId, always, { timestampMs: -1, id: 0 }, 10_000)];
}

class FragileIngest extends LogIngest {
  broken = false;
  appends = 0;

  override append(...write: Parameters<LogIngest['append']>): void {
    this.appends += 1;
    if (this.broken) throw new Error('database or disk is full');
    super.append(...write);
  }
}

async function startScene() {
  const clock = new FakeClock();
  const state = new State(':memory:');
  const store = new LogStore(state);
  store.addGroup(scope, '/web', 0, { tags: {} });
  const sink = new FragileIngest(store, clock);
  const runtime = new SimulatedRuntime({ clock, instanceId: 'i' });
  const id = await startSimulatedContainer(runtime);
  const newDriver = () => new LogDriver({ runtime, sink, clock, log: pino({ level: 'silent' }) });
  const messages = (stream = 'ecs/app/0123', group = '/web') => {
    const found = store.findGroup(scope, group);
    const { id: streamId } = (found && store.findStream(found.id, stream)) ?? { id: -1 };
    return eventsOf(store, streamId).map(({ message }) => message);
  };
  return {
    clock,
    store,
    sink,
    runtime,
    id,
    newDriver,
    messages,
    [Symbol.dispose]: () => state[Symbol.dispose](),
  };
}

test('makes the stream before any output, and none where awslogs is not asked for', async () => {
  using scene = await startScene();
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
  using scene = await startScene();
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
  using scene = await startScene();
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
  using scene = await startScene();
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
  using scene = await startScene();
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
  using scene = await startScene();
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
  using scene = await startScene();
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
  using scene = await startScene();
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
  using scene = await startScene();
  await using driver = scene.newDriver();
  driver.follow(task, logged(), scene.id);
  scene.runtime.printLine(scene.id, 'bye');
  scene.runtime.crash(scene.id, 0);
  await driver.finish(scene.id);
  expect(scene.messages()).toEqual(['bye']);
});

test('a group that is deleted meanwhile takes its lines with it and harms nobody', async () => {
  using scene = await startScene();
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
  using scene = await startScene();
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
  using scene = await startScene();
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

const multiline = logged({ 'awslogs-multiline-pattern': '^ERROR' });

test('refuses a pattern that is none', async () => {
  using scene = await startScene();
  await using driver = scene.newDriver();
  expect(driver.prepare(task, logged({ 'awslogs-multiline-pattern': '(' }))).toMatch(
    /^failed to validate logger args: awslogs could not parse awslogs-multiline-pattern "\(": /,
  );
});

test('gathers lines until the next event begins, or until none came for five seconds', async () => {
  using scene = await startScene();
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
  using scene = await startScene();
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
    using scene = await startScene();
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
