import { expect, test } from 'vitest';
import type { ExecState } from '../../../../../emulator/runtime/docker/exec/exec-state.ts';
import { hangUp } from '../../../../../emulator/runtime/docker/exec/hang-up.ts';

const running: ExecState = { Running: true, ExitCode: null, Pid: process.pid };

async function typedAt(state: ExecState | undefined): Promise<string[]> {
  const typed: string[] = [];
  await hangUp({
    containerId: 'f'.repeat(64),
    state: async () => state,
    type: async (keys) => void typed.push(keys.toString('hex')),
  });
  return typed;
}

test.each<[string, ExecState]>([
  // This very process: it would be a mistake to end it.
  ['a process that is not of the container', running],
  ['a process out of sight', { ...running, Pid: 2 ** 30 }],
  ['a command that has not started yet', { ...running, Pid: 0 }],
])('type Ctrl-C and Ctrl-D to %s', async (_name, state) => {
  expect(await typedAt(state)).toEqual(['0304']);
});

test.each<[string, ExecState | undefined]>([
  ['over', { Running: false, ExitCode: 0, Pid: process.pid }],
  ['forgotten with its container', undefined],
])('leave a command alone that is %s', async (_name, state) => {
  expect(await typedAt(state)).toEqual([]);
});
