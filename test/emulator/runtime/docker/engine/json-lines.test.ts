import { expect, test } from 'vitest';
import { jsonLines } from '../../../../../emulator/runtime/docker/engine/json-lines.ts';

async function read(chunks: readonly (string | Buffer)[]): Promise<unknown[]> {
  async function* stream() {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const values: unknown[] = [];
  for await (const value of jsonLines<unknown>(stream())) values.push(value);
  return values;
}

test.each<[string, (string | Buffer)[], unknown[]]>([
  ['several in one chunk', ['{"a":1}\n{"a":2}\r\n'], [{ a: 1 }, { a: 2 }]],
  ['one over several chunks', ['{"a"', ':1', '}\n'], [{ a: 1 }]],
  ['a letter cut in two', [Buffer.from('"ö"\n').subarray(0, 2), Buffer.from('"ö"\n').subarray(2)], ['ö']],
  ['a last one without a line end', ['1\n2'], [1, 2]],
  ['blank lines between', ['\n1\n\n \n2\n'], [1, 2]],
  ['nothing', [], []],
])('reads %s', async (_title, chunks, expected) => {
  expect(await read(chunks)).toEqual(expected);
});
