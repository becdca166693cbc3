import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AccessLogFolder } from '../../../../emulator/load-balancer/access-log/access-log-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test.each([
  [[]],
  [['bucket', '..', 'file']],
  [['..']],
  [['bucket', '.', 'file']],
  [['bucket', '', 'file']],
  [['bucket', 'a/../../b']],
  [['bucket', 'a\\b']],
  [['bucket', 'a\0']],
])('give no path for %j', (names) => {
  expect(() => new AccessLogFolder('/data/access-logs').path(names)).toThrow(RangeError);
});

test('give paths below its root', () => {
  expect(new AccessLogFolder('/data/access-logs').path(['bucket', '..prefix', 'a.log'])).toBe(
    '/data/access-logs/bucket/..prefix/a.log',
  );
});

test('write the test file as ELBv2 does', () => {
  using folder = temporaryFolder();
  const at = Date.parse('2026-01-01T00:00:00Z');
  new AccessLogFolder(folder.path).writeTestFile(
    { bucket: 'logs', prefix: 'a/b' },
    '000000000000',
    'web',
    at,
  );
  const path = 'logs/a/b/AWSLogs/000000000000/ELBAccessLogTestFile';
  expect(readFileSync(join(folder.path, path), 'utf8')).toBe(
    'Enable AccessLog for ELB: web at 2026-01-01T00:00:00.000Z',
  );
  expect(() =>
    new AccessLogFolder(folder.path).writeTestFile({ bucket: '..', prefix: '' }, '000000000000', 'web', at),
  ).toThrow(RangeError);
  expect(readdirSync(folder.path)).toEqual(['logs']);
});
