import { ExecuteCommandCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { exec } from '../../../emulator/cli/exec.ts';
import type { ScriptedExec } from '../../../emulator/runtime/simulated/scripted-image.ts';
import { ChannelPeer } from '../../support/exec/channel-peer.ts';
import { runWeb } from '../../support/exec/exec-task.ts';
import { FakeTerminal } from '../../support/exec/fake-terminal.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';
import { until } from '../../support/until.ts';

interface World extends AsyncDisposable {
  readonly world: SimulatedWorld;
  readonly task: string;
  readonly address: { readonly host: string; readonly port: number };
}

/** An emulator with one task, in which every command follows the script. */
async function startWorld(script: ScriptedExec): Promise<World> {
  const world = await SimulatedWorld.start({ images: { app: { exec: script } } });
  const { taskArn = '' } = await runWeb(world);
  const { hostname, port } = new URL(world.emulator.endpoint);
  return {
    ...{ world, task: taskArn, address: { host: hostname, port: Number(port) } },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

test('show what the command prints and pass its exit code on', async () => {
  await using started = await startWorld({ output: 'hello\r\n', exitCode: 7 });
  const { task, address } = started;
  const terminal = new FakeTerminal();
  expect(await exec(address, ['ls', '-l'], { task }, terminal)).toBe(7);
  expect([terminal.shown, terminal.told]).toEqual(['hello\r\n', '']);
});

test('put the terminal into raw mode for as long as the session lasts, and type every key', async () => {
  await using started = await startWorld({});
  const { task, address } = started;
  const terminal = new FakeTerminal({ columns: 90, rows: 30 });
  const code = exec(address, ['cat'], { task }, terminal);
  terminal.input.write('abc');
  await until('the keys come back', () => terminal.shown === 'abc');
  expect(terminal.rawModes).toEqual([true]);
  terminal.input.write('\x03');
  expect(await code).toBe(130);
  expect(terminal.rawModes).toEqual([true, false]);
  expect([terminal.input, terminal.output].map((stream) => stream.listenerCount('resize'))).toEqual([0, 0]);
});

test.each([
  ['whole lines', 'one\ntwo\n'],
  ['a line without an end', 'one'],
  ['nothing', ''],
])('end the input with Ctrl-D after %s', async (_name, text) => {
  await using started = await startWorld({});
  const { task, address } = started;
  const terminal = new FakeTerminal();
  terminal.input.end(text);
  expect(await exec(address, ['cat'], { task }, terminal)).toBe(0);
  expect(terminal.shown).toBe(text);
});

test('carry input that is longer than the window', async () => {
  await using started = await startWorld({});
  const { task, address } = started;
  const terminal = new FakeTerminal();
  const text = 'y'.repeat(400 * 1024);
  terminal.input.end(text);
  expect(await exec(address, ['cat'], { task }, terminal)).toBe(0);
  expect([terminal.shown.length, terminal.shown === text]).toEqual([text.length, true]);
});

test('say why a command cannot be run', async () => {
  await using started = await startWorld({});
  const { task, address } = started;
  await expect(exec(address, ['ls'], { task, cluster: 'other' })).rejects.toThrow(
    'ClusterNotFoundException: Cluster not found.',
  );
  await expect(exec(address, ['ls'], { task, region: 'eu-west-1' })).rejects.toThrow(
    'ClusterNotFoundException: Cluster not found.',
  );
  await expect(exec(address, ['ls'], { task, container: 'x' })).rejects.toThrow(
    'InvalidParameterException: The container x does not exist in the task.',
  );
});

test('say how to start Drydock where none answers', async () => {
  await expect(exec({ host: '127.0.0.1', port: 1 }, ['ls'], { task: 'a' })).rejects.toThrow(
    'No Drydock answers on http://127.0.0.1:1: start it with drydock start.',
  );
});

test('end with the container, with the code that its end gave the command', async () => {
  await using started = await startWorld({});
  const { world, task, address } = started;
  const terminal = new FakeTerminal({ columns: 90, rows: 30 });
  const code = exec(address, ['cat'], { task }, terminal);
  terminal.input.write('running');
  await until('the command runs', () => terminal.shown === 'running');
  const container = (await world.engine.list()).find(({ labels }) => Object.values(labels).includes('app'));
  world.engine.crash(container?.id ?? '', 1);
  expect(await code).toBe(137);
});

test('a reset ends every session and takes back what was promised', async () => {
  await using started = await startWorld({});
  const { world, task, address } = started;
  const terminal = new FakeTerminal();
  const code = exec(address, ['cat'], { task }, terminal);
  terminal.input.write('running');
  await until('the command runs', () => terminal.shown === 'running');
  const { session } = await world.ecs.send(
    new ExecuteCommandCommand({ task, command: 'cat', interactive: true }),
  );
  await world.reset();
  expect(await code).toBe(1);
  expect(await ChannelPeer.refusalOf(session?.streamUrl ?? '')).toEqual([
    404,
    '{"message":"There is no such session, or it was opened already."}',
  ]);
});

test('a stop of Drydock ends every session', async () => {
  await using started = await startWorld({});
  const { world, task, address } = started;
  const terminal = new FakeTerminal();
  const code = exec(address, ['cat'], { task }, terminal);
  terminal.input.write('running');
  await until('the command runs', () => terminal.shown === 'running');
  await world.emulator.close();
  expect(await code).toBe(1);
  await world.startEmulator();
});
