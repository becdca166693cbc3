import { expect, test } from 'vitest';
import {
  type HeaderKind,
  headerKind,
  headerKinds,
} from '../../../../emulator/load-balancer/http1/header-kind.ts';
import { headerLines } from '../../../support/data-path/header-lines.ts';

const lines = headerLines(['Cookie', 'a=1', 'X', ' b \t', 'cookie', 'c=2', 'Y', '']);

test('gives names and values, in turn and one by one', () => {
  expect([lines.raw, lines.count, lines.name(1), lines.value(1), lines.kind(2)]).toEqual([
    ['Cookie', 'a=1', 'X', 'b', 'cookie', 'c=2', 'Y', ''],
    4,
    'X',
    'b',
    headerKind.cookie,
  ]);
});

test('finds, and joins the values of a kind', () => {
  expect([
    lines.joined(headerKind.cookie, '; '),
    lines.joined(headerKind.host),
    lines.first(headerKind.cookie),
    lines.has(headerKind.cookie),
    lines.has(headerKind.host),
  ]).toEqual(['a=1; c=2', undefined, 'a=1', true, false]);
});

test.each<[string, readonly HeaderKind[], readonly string[], RegExp | undefined, string]>([
  ['all', [], [], undefined, 'Cookie: a=1\r\nX: b\r\ncookie: c=2\r\nY: \r\n'],
  ['none of a kind', [headerKind.cookie], [], undefined, 'X: b\r\nY: \r\n'],
  ['none of some names', [], ['x', 'y'], undefined, 'Cookie: a=1\r\ncookie: c=2\r\n'],
  ['those whose names are valid', [], [], /^[a-z]/, 'cookie: c=2\r\n'],
])(
  'writes lines with one blank after the colon and none at their end: %s',
  (_what, kinds, names, valid, expected) => {
    expect(lines.linesBut(headerKinds(...kinds), names, valid)).toBe(expected);
  },
);

test('writes lines that stand apart as they came', () => {
  const apart = headerLines(['A', '1', 'B', '2', 'Host', 'h', 'C', '3', 'D', '4']);
  expect(apart.linesBut(headerKinds(headerKind.host))).toBe('A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n');
});
