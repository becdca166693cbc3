import { expect, test } from 'vitest';
import type { ScriptedExec } from '../../../../emulator/runtime/simulated/scripted-image.ts';
import { SimulatedExec } from '../../../../emulator/runtime/simulated/simulated-exec.ts';

async function play(script: ScriptedExec, ...typed: string[]): Promise<[string, number | undefined]> {
  const command = new SimulatedExec(script, undefined);
  for (const keys of typed) await command.write(Buffer.from(keys));
  let output = '';
  for await (const chunk of command.output) output += chunk;
  return [output, await command.ended];
}

test.each<[string, ScriptedExec, string[], [string, number]]>([
  ['prints and ends as its script says', { output: 'hi', exitCode: 3 }, [], ['hi', 3]],
  ['takes nothing once it is over', { output: 'hi', exitCode: 0 }, ['more'], ['hi', 0]],
  ['gives back what is typed until Ctrl-D', { output: '$ ' }, ['ab', 'c\x04d'], ['$ abc', 0]],
  ['ends by Ctrl-C', {}, ['ab', '\x03'], ['ab', 130]],
])('%s', async (_name, script, typed, expected) => {
  expect(await play(script, ...typed)).toEqual(expected);
});

test('shows what is typed while it is read, and ends when it is killed', async () => {
  const command = new SimulatedExec({}, { columns: 80, rows: 24 });
  const chunks = command.output[Symbol.asyncIterator]();
  const next = chunks.next();
  await command.write(Buffer.from('x'));
  expect(String((await next).value)).toBe('x');
  await command.resize({ columns: 90, rows: 30 });
  expect(command.size).toEqual({ columns: 90, rows: 30 });
  const end = chunks.next();
  await command.kill();
  expect([(await end).done, await command.ended]).toEqual([true, 129]);
});
