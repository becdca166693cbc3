import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { AccessLogFolder } from '../../../../emulator/load-balancer/access-log/access-log-folder.ts';
import { accessLogLine } from '../../../../emulator/load-balancer/access-log/access-log-line.ts';
import { AccessLogs } from '../../../../emulator/load-balancer/access-log/access-logs.ts';
import type { ExchangeRecord } from '../../../../emulator/load-balancer/access-log/exchange-record.ts';
import { exchangeRecord } from '../../../support/data-path/exchange-record.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const location = { bucket: 'my-logs', prefix: 'web' };
const day = 'my-logs/web/AWSLogs/000000000000/elasticloadbalancing/us-east-1/2026/01/01';
const random = /_[0-9a-z]{8}\.log/;

/** Access logs in a folder of their own, on a clock that stands at 2026-01-01T00:00:00Z. */
function accessLogs(root: string, clock = new FakeClock()) {
  const warnings: string[] = [];
  const logs = new AccessLogs({
    folder: new AccessLogFolder(root),
    clock,
    log: { info: () => {}, warn: (_fields, message) => warnings.push(message) },
  });
  return { logs, clock, warnings };
}

/** What lies in a folder: the lines of each file by its path, its random part as `?`. */
function files(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    paths
      .filter((path) => statSync(join(root, path)).isFile())
      .map((path) => {
        const bytes = readFileSync(join(root, path));
        return [path.replace(random, '_?.log'), String(path.endsWith('.gz') ? gunzipSync(bytes) : bytes)];
      }),
  );
}

function fileName(end: string, name = 'web'): string {
  return `${day}/000000000000_elasticloadbalancing_us-east-1_app.${name}.0123456789abcdef_20260101T${end}Z_172.31.0.1_?.log`;
}

const other = exchangeRecord({
  listenerArn:
    'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/api/0123456789abcdef/fedcba9876543210',
});
const lines = (...records: readonly ExchangeRecord[]) =>
  records.map((record) => `${accessLogLine(record)}\n`).join('');

test('append each line to a file that can be read at once, one for each load balancer', async () => {
  using folder = temporaryFolder();
  const { logs } = accessLogs(folder.path);
  await using _logs = logs;
  logs.write(location, exchangeRecord());
  await logs.settled();
  expect(files(folder.path)).toEqual({ [fileName('0005')]: lines(exchangeRecord()) });
  const second = exchangeRecord({ status: 404 });
  logs.write(location, second);
  logs.write(location, other);
  await logs.settled();
  expect(files(folder.path)).toEqual({
    [fileName('0005')]: lines(exchangeRecord(), second),
    [fileName('0005', 'api')]: lines(other),
  });
});

test('compress the files of an interval when it ends, and begin others with the next line', async () => {
  using folder = temporaryFolder();
  const { logs, clock } = accessLogs(folder.path);
  await using _logs = logs;
  await clock.advance(60_000);
  logs.write(location, exchangeRecord());
  await clock.advance(239_999);
  await logs.settled();
  expect(Object.keys(files(folder.path))).toEqual([fileName('0005')]);
  await clock.advance(1);
  await logs.settled();
  expect(files(folder.path)).toEqual({ [`${fileName('0005')}.gz`]: lines(exchangeRecord()) });
  await clock.advance(900_000);
  logs.write(location, other);
  await logs.settled();
  expect(files(folder.path)).toEqual({
    [`${fileName('0005')}.gz`]: lines(exchangeRecord()),
    [fileName('0025', 'api')]: lines(other),
  });
});

test('finish all files at the end, and take no line any more', async () => {
  using folder = temporaryFolder();
  const { logs, clock } = accessLogs(folder.path);
  for (let i = 0; i < 1000; i += 1) logs.write(location, exchangeRecord());
  await logs[Symbol.asyncDispose]();
  logs.write(location, other);
  await logs.settled();
  expect(files(folder.path)).toEqual({
    [`${fileName('0005')}.gz`]: lines(exchangeRecord()).repeat(1000),
  });
  expect(clock.pending).toBe(0);
});

test('follow a load balancer whose bucket or prefix changes', async () => {
  using folder = temporaryFolder();
  const { logs } = accessLogs(folder.path);
  logs.write(location, exchangeRecord());
  logs.write({ bucket: 'other-logs', prefix: '' }, exchangeRecord());
  await logs[Symbol.asyncDispose]();
  expect(Object.keys(files(folder.path))).toEqual([
    `${fileName('0005')}.gz`,
    `${fileName('0005').replace('my-logs/web/', 'other-logs/')}.gz`,
  ]);
});

test('let nobody but the owner read the files', async () => {
  using folder = temporaryFolder();
  const { logs, clock } = accessLogs(folder.path);
  await using _logs = logs;
  logs.write(location, exchangeRecord());
  await logs.settled();
  const modes = () =>
    readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).map(
      (path) => statSync(join(folder.path, path)).mode & 0o077,
    );
  expect(modes().filter((mode) => mode !== 0)).toEqual([]);
  await clock.advance(300_000);
  await logs.settled();
  expect(modes().filter((mode) => mode !== 0)).toEqual([]);
});

describe('after a kill', () => {
  const left = (root: string, name: string, content: string | Buffer) => {
    mkdirSync(join(root, day), { recursive: true });
    writeFileSync(join(root, day, name), content);
  };

  test.each([
    { what: 'whole lines', before: { 'a.log': 'one\ntwo\n' }, after: { 'a.log.gz': 'one\ntwo\n' } },
    {
      what: 'a last line that is not whole',
      before: { 'a.log': 'one\ntwo\nthr' },
      after: { 'a.log.gz': 'one\ntwo\n' },
    },
    {
      what: 'a last line that is longer than what is read at once',
      before: { 'a.log': `one\n${'x'.repeat(200_000)}` },
      after: { 'a.log.gz': 'one\n' },
    },
    { what: 'no whole line', before: { 'a.log': 'on' }, after: {} },
    { what: 'an empty file', before: { 'a.log': '' }, after: {} },
    {
      what: 'a half compressed file',
      before: { 'a.log': 'one\n', 'a.log.gz.part': 'garbage' },
      after: { 'a.log.gz': 'one\n' },
    },
    {
      what: 'a compressed file whose plain one is still there',
      before: { 'a.log': 'one\n', 'a.log.gz': gzipSync('one\n') },
      after: { 'a.log.gz': 'one\n' },
    },
    {
      what: 'finished files',
      before: { 'a.log.gz': gzipSync('one\n'), ELBAccessLogTestFile: 'Enable' },
      after: { 'a.log.gz': 'one\n', ELBAccessLogTestFile: 'Enable' },
    },
  ])('finish $what', async ({ before, after }) => {
    using folder = temporaryFolder();
    for (const [name, content] of Object.entries(before)) left(folder.path, name, content);
    const { logs, warnings } = accessLogs(folder.path);
    await using _logs = logs;
    await logs.settled();
    expect(files(folder.path)).toEqual(
      Object.fromEntries(
        Object.entries(after)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, text]) => [`${day}/${name}`, text]),
      ),
    );
    expect(warnings).toEqual([]);
  });

  test('leave alone what is written meanwhile', async () => {
    using folder = temporaryFolder();
    left(folder.path, 'a.log', 'one\n');
    const { logs } = accessLogs(folder.path);
    await using _logs = logs;
    logs.write(location, exchangeRecord());
    await logs.settled();
    expect(files(folder.path)).toEqual({
      [fileName('0005')]: lines(exchangeRecord()),
      [`${day}/a.log.gz`]: 'one\n',
    });
  });
});

describe('on a disk that takes nothing', () => {
  test('say so once, and go on when it does again', async () => {
    using folder = temporaryFolder();
    const root = join(folder.path, 'access-logs');
    // A file where a folder should be.
    writeFileSync(root, '');
    const { logs, warnings } = accessLogs(root);
    await using _logs = logs;
    for (let i = 0; i < 3; i += 1) {
      logs.write(location, exchangeRecord());
      await logs.settled();
    }
    expect(warnings).toEqual(['lines of an access log could not be written and are lost']);
    rmSync(root);
    logs.write(location, other);
    logs.write(location, exchangeRecord());
    await logs.settled();
    expect(files(root)).toEqual({
      [fileName('0005')]: lines(exchangeRecord()),
      [fileName('0005', 'api')]: lines(other),
    });
  });

  test('keep no more than a few megabytes waiting', async () => {
    using folder = temporaryFolder();
    const { logs, warnings } = accessLogs(folder.path);
    const long = exchangeRecord({
      request: { method: 'GET', url: `http://a.test:80/${'x'.repeat(16_000)}`, version: 'HTTP/1.1' },
    });
    // All in one turn, in which no disk can take anything.
    for (let i = 0; i < 1000; i += 1) logs.write(location, long);
    await logs[Symbol.asyncDispose]();
    const kept = Object.values(files(folder.path)).join('').length;
    expect([warnings, kept > 4_000_000, kept < 4.3 * 1024 * 1024]).toEqual([
      ['lines of an access log could not be written and are lost'],
      true,
      true,
    ]);
  });
});
