import { expect, test } from 'vitest';
import { TraceIds, traceHeader } from '../../../../emulator/load-balancer/forward/trace-id.ts';

const fresh = '1-67891233-abcdef012345678912345678';
const old = '1-67891234-12456789abcdef012345678';

test.each<[string, string | undefined, string]>([
  ['none', undefined, `Root=${fresh}`],
  ['a Root', `Root=${old}`, `Self=${fresh};Root=${old}`],
  ['a Root and custom fields', `Root=${old};CalledFrom=app`, `Self=${fresh};Root=${old};CalledFrom=app`],
  ['a Self and a Root', `Self=${old};Root=${old};CalledFrom=app`, `Self=${fresh};Root=${old};CalledFrom=app`],
  ['blanks', ` Root=${old} ; A=b ;`, `Self=${fresh};Root=${old};A=b`],
  ['no Root but custom fields', 'A=b', `Root=${fresh};A=b`],
  ['more than 7 KB', `Root=${old};A=${'b'.repeat(7200)}`, `Root=${fresh}`],
])('a header with %s', (_title, existing, expected) => {
  expect(traceHeader(existing, fresh)).toBe(expected);
});

test('ids carry the time and never repeat', () => {
  const ids = new TraceIds();
  const nowMs = Date.parse('2026-01-01T00:00:00Z');
  const made = Array.from({ length: 1000 }, () => ids.next(nowMs));
  expect(new Set(made).size).toBe(1000);
  expect(made.every((id) => /^1-6955b900-[0-9a-f]{24}$/.test(id))).toBe(true);
});
