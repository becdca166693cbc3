import { expect, test } from 'vitest';
import { readSize, sizePayload } from '../../../emulator/exec/terminal-size.ts';

test('a size reads back as it was written', () => {
  const payload = JSON.stringify(sizePayload({ columns: 132, rows: 43 }));
  expect(payload).toBe('{"cols":132,"rows":43}');
  expect(readSize(Buffer.from(payload))).toEqual({ columns: 132, rows: 43 });
});

test.each(['', 'null', '[]', '{}', '{"cols":80}', '{"cols":"80","rows":24}', '{"cols":0,"rows":24}'])(
  '%j is no size',
  (payload) => {
    expect(readSize(Buffer.from(payload))).toBeUndefined();
  },
);

test.each([80.5, -1, 65_536])('%d columns are no size', (cols) => {
  expect(readSize(Buffer.from(JSON.stringify({ cols, rows: 24 })))).toBeUndefined();
});
