import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pemBlocks, toPem } from '../../../src/certificates/pem.ts';

test('find each block, with text and CRLF around', () => {
  const text =
    'Bag\r\n-----BEGIN A B-----\r\nAAAA\r\n-----END A B-----\r\nmore\n-----BEGIN C-----\nBBBB\n-----END C-----';
  expect(pemBlocks(text)).toEqual([
    { label: 'A B', text: '-----BEGIN A B-----\nAAAA\n-----END A B-----\n' },
    { label: 'C', text: '-----BEGIN C-----\nBBBB\n-----END C-----\n' },
  ]);
});

test.each([
  ['', 'nothing'],
  ['-----BEGIN A-----\nAAAA', 'a block without an end'],
  ['-----BEGIN A-----\nAAAA\n-----END B-----', 'a block that ends as another'],
  ['-----END A-----\n-----BEGIN A-----', 'an end before its begin'],
  [`-----BEGIN ${'A'.repeat(70)}-----\n-----END ${'A'.repeat(70)}-----`, 'a label that is too long'],
])('find no block in %j: %s', (text) => {
  expect(pemBlocks(text)).toEqual([]);
});

test('go through a text of begins alone in no time', () => {
  expect(pemBlocks('-----BEGIN A-----\n'.repeat(100_000))).toEqual([]);
  const ends = `${'-----BEGIN A-----\n'.repeat(50_000)}${'-----END B-----\n'.repeat(50_000)}`;
  expect(pemBlocks(ends)).toEqual([]);
});

test('read what was written, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (der) => {
      const pem = toPem('X', der);
      expect(pemBlocks(pem)).toEqual([{ label: 'X', text: pem }]);
      expect(Math.max(...pem.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(64);
    }),
  );
});
