import { expect, test } from 'vitest';
import { headerKind } from '../../../../emulator/load-balancer/http1/header-kind.ts';
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

test('joins the values of a kind', () => {
  expect([
    lines.joined(headerKind.cookie, '; '),
    lines.joined(headerKind.host),
    lines.has(headerKind.cookie),
    lines.has(headerKind.host),
  ]).toEqual(['a=1; c=2', undefined, true, false]);
});

test('writes a line with one blank after the colon and none at its end', () => {
  expect([0, 1, 2, 3].map((index) => lines.line(index))).toEqual([
    'Cookie: a=1\r\n',
    'X: b\r\n',
    'cookie: c=2\r\n',
    'Y: \r\n',
  ]);
});
