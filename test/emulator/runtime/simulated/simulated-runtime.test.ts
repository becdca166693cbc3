import { expect, test } from 'vitest';
import type { LogLine, RuntimeEvent } from '../../../../emulator/runtime/runtime.ts';
import type { ScriptedImage } from '../../../../emulator/runtime/simulated/scripted-image.ts';
import { SimulatedRuntime } from '../../../../emulator/runtime/simulated/simulated-runtime.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { simulatedContainerSpec, startSimulatedContainer } from '../../../support/simulated-container.ts';

const network = { vpcId: 'vpc-1', cidr: '10.0.0.0/16' };
const sandbox = { name: 's', vpcId: 'vpc-1', address: '10.0.0.9', hostname: 'h', labels: { a: 'b' } };

/** A connected engine, its clock and everything that it tells. */
async function startScene(image: ScriptedImage = {}) {
  const clock = new FakeClock();
  const runtime = new SimulatedRuntime({ clock, instanceId: 'i', images: { 'app:1': image } });
  const events: RuntimeEvent[] = [];
  runtime.subscribe((event) => events.push(event));
  await runtime.connect();
  await runtime.ensureNetwork(network);
  const startMs = clock.now();
  /** What became of one container, with times counted from the start. */
  const told = (id: string) =>
    events.flatMap((event) => {
      if (!('id' in event) || event.id !== id) return [];
      const { id: _, ...rest } = event;
      return 'atMs' in rest ? { ...rest, atMs: rest.atMs - startMs } : rest;
    });
  return { clock, runtime, events, told };
}

test('takes a sandbox off its network: its address is free, and its container stands', async () => {
  const { runtime } = await startScene();
  const { id } = await runtime.createSandbox(sandbox);
  await runtime.detachSandbox(id);
  await runtime.detachSandbox(id);
  await runtime.detachSandbox('unknown');
  expect((await runtime.list()).map(({ state, address }) => [state.status, address])).toEqual([
    ['running', undefined],
  ]);
  await runtime.createSandbox({ ...sandbox, name: 't' });
});

test('a sandbox holds its address once, and a second call by its name adopts it', async () => {
  const { runtime } = await startScene();
  const first = await runtime.createSandbox(sandbox);
  expect(first).toEqual({ id: first.id, address: '10.0.0.9', macAddress: '02:42:0a:00:00:09' });
  expect(await runtime.createSandbox(sandbox)).toEqual(first);
  await expect(runtime.createSandbox({ ...sandbox, name: 't' })).rejects.toMatchObject({
    name: 'ContainerError',
    message: 'Error response from daemon: Address already in use',
  });
  await runtime.remove(first.id);
  expect((await runtime.createSandbox({ ...sandbox, name: 't' })).address).toBe('10.0.0.9');
});

test('an adopted sandbox that died runs again', async () => {
  const { runtime } = await startScene();
  const { id } = await runtime.createSandbox(sandbox);
  await runtime.kill(id);
  await runtime.createSandbox(sandbox);
  expect((await runtime.list()).map(({ state }) => state.status)).toEqual(['running']);
});

test('a container by a name that stands is adopted; starting what runs is no error', async () => {
  const { runtime, told } = await startScene();
  const id = await startSimulatedContainer(runtime);
  expect(await runtime.createContainer(simulatedContainerSpec('whatever'))).toEqual({ id });
  await runtime.startContainer(id);
  expect(told(id)).toEqual([{ type: 'started', atMs: 0 }]);
});

test('what stands carries its labels and the instance', async () => {
  const { runtime } = await startScene();
  await startSimulatedContainer(runtime, 'app', { labels: { mine: '1' } });
  expect((await runtime.list()).map(({ labels }) => labels)).toEqual([
    { 'drydock.instance': 'i', 'drydock.role': 'sandbox' },
    { mine: '1', 'drydock.instance': 'i', 'drydock.role': 'container' },
  ]);
});

test.each<[string, ScriptedImage, 'signalStop' | 'kill', object[]]>([
  ['a stop signal', {}, 'signalStop', [{ type: 'died', exitCode: 143, oomKilled: false, atMs: 0 }]],
  ['SIGKILL', {}, 'kill', [{ type: 'died', exitCode: 137, oomKilled: false, atMs: 0 }]],
  [
    'a stop signal that takes its time',
    { stopDelayMs: 500, stopExitCode: 0 },
    'signalStop',
    [{ type: 'died', exitCode: 0, oomKilled: false, atMs: 500 }],
  ],
  ['a stop signal that it ignores', { ignoresStopSignal: true }, 'signalStop', []],
])('ends by %s', async (_title, image, call, expected) => {
  const { runtime, clock, told } = await startScene(image);
  const id = await startSimulatedContainer(runtime);
  await runtime[call](id);
  await clock.advance(1000);
  expect(told(id).slice(1)).toEqual(expected);
});

test('plays its script: lines, health, and an end of its own', async () => {
  const { runtime, clock, told } = await startScene({
    logs: [
      { afterMs: 10, text: 'hello' },
      { afterMs: 20, text: 'oh', stream: 'stderr' },
    ],
    health: [
      { afterMs: 30, health: 'HEALTHY' },
      { afterMs: 40, health: 'UNHEALTHY' },
    ],
    exit: { afterMs: 50, code: 3, oomKilled: true },
  });
  const id = await startSimulatedContainer(runtime, 'app', {
    healthCheck: { command: ['CMD', 'true'], intervalMs: 1000, timeoutMs: 1000, retries: 3 },
  });
  const lines: LogLine[] = [];
  runtime.followLogs(id, {}, (line) => lines.push(line));
  await clock.advance(100);
  expect(told(id)).toEqual([
    { type: 'started', atMs: 0 },
    { type: 'health', health: 'HEALTHY' },
    { type: 'health', health: 'UNHEALTHY' },
    { type: 'died', exitCode: 3, oomKilled: true, atMs: 50 },
  ]);
  expect(lines.map(({ stream, text }) => [stream, text])).toEqual([
    ['stdout', 'hello'],
    ['stderr', 'oh'],
  ]);
  expect(clock.pending).toBe(0);
});

test('a health check without a script passes after its first interval; without a check there is none', async () => {
  const { runtime, clock, told } = await startScene();
  const checked = await startSimulatedContainer(runtime, 'checked', {
    healthCheck: { command: ['CMD', 'true'], intervalMs: 1000, timeoutMs: 1000, retries: 3 },
  });
  const plain = await startSimulatedContainer(runtime, 'plain');
  await clock.advance(1000);
  expect([told(checked).slice(1), told(plain).slice(1)]).toEqual([
    [{ type: 'health', health: 'HEALTHY' }],
    [],
  ]);
});

test('a container needs its image and a sandbox that runs', async () => {
  const { runtime, clock } = await startScene({ pull: { delayMs: 100 } });
  const { id: sandboxId } = await runtime.createSandbox(sandbox);
  await expect(runtime.createContainer(simulatedContainerSpec(sandboxId))).rejects.toThrow(
    'No such image: app:1',
  );
  expect(await runtime.findImage('app:1')).toBeUndefined();
  const pulled = runtime.pullImage('app:1');
  await clock.advance(100);
  expect(await runtime.findImage('app:1')).toEqual(await pulled);
  const { id } = await runtime.createContainer(simulatedContainerSpec(sandboxId));
  await runtime.kill(sandboxId);
  await expect(runtime.startContainer(id)).rejects.toThrow(
    `Error response from daemon: cannot join network of a non running container: ${sandboxId}`,
  );
});

test.each([
  ['pullImage', 'ImagePullError', 'denied', (runtime: SimulatedRuntime) => runtime.pullImage('app:1')],
  [
    'createSandbox',
    'ContainerError',
    'Error response from daemon: denied',
    (runtime: SimulatedRuntime) => runtime.createSandbox(sandbox),
  ],
] as const)('%s fails once when it is told to', async (call, name, message, act) => {
  const { runtime } = await startScene();
  runtime.failNext(call, 'denied');
  await expect(act(runtime)).rejects.toMatchObject({ name, message });
  await expect(act(runtime)).resolves.toBeDefined();
});

test('out of reach, calls are refused and events are lost; containers run on', async () => {
  const { runtime, events } = await startScene();
  const id = await startSimulatedContainer(runtime);
  events.length = 0;
  runtime.disconnect('gone');
  runtime.crash(id, 1);
  await expect(runtime.list()).rejects.toMatchObject({ name: 'RuntimeUnavailableError' });
  runtime.reconnect();
  expect(events).toEqual([{ type: 'disconnected', reason: 'gone' }, { type: 'connected' }]);
  expect((await runtime.list()).find((each) => each.id === id)?.state).toMatchObject({
    status: 'exited',
    exitCode: 1,
  });
});

test('removing tells the end and the removal, and is no error a second time', async () => {
  const { runtime, told } = await startScene();
  const id = await startSimulatedContainer(runtime);
  await runtime.remove(id);
  await runtime.remove(id);
  await runtime.signalStop(id);
  await runtime.kill(id);
  expect(told(id).map(({ type }) => type)).toEqual(['started', 'died', 'removed']);
});

test('removes everything with its timers', async () => {
  const { runtime, clock } = await startScene({ exit: { afterMs: 5000, code: 0 } });
  await startSimulatedContainer(runtime);
  await runtime.removeAll();
  expect([await runtime.list(), clock.pending]).toEqual([[], 0]);
});

test('a log is read from behind a position on, and ends with the container or when it is stopped', async () => {
  const { runtime } = await startScene();
  const id = await startSimulatedContainer(runtime);
  const first: LogLine[] = [];
  const stopped = runtime.followLogs(id, {}, (line) => first.push(line));
  for (const text of ['one', 'two', 'three']) runtime.printLine(id, text);
  stopped.stop();
  await stopped.ended;
  runtime.printLine(id, 'four');
  const rest: string[] = [];
  const follower = runtime.followLogs(id, { afterNs: first[1]?.atNs }, ({ text }) => rest.push(text));
  runtime.printLine(id, 'five');
  runtime.crash(id, 0);
  await follower.ended;
  expect([first.map(({ text }) => text), rest, new Set(first.map(({ atNs }) => atNs)).size]).toEqual([
    ['one', 'two', 'three'],
    ['three', 'four', 'five'],
    3,
  ]);
});
