import { expect, test } from 'vitest';
import { accessLogLine } from '../../../../emulator/load-balancer/access-log/access-log-line.ts';
import type { ExchangeRecord } from '../../../../emulator/load-balancer/access-log/exchange-record.ts';

const targetGroupArn =
  'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067';
const certificateArn = 'arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012';

/** The entries of AWS's guide (Application Load Balancers, "Example log entries"), as far as they are told there. */
const record: ExchangeRecord = {
  listenerArn:
    'arn:aws:elasticloadbalancing:us-east-2:123456789012:listener/app/my-loadbalancer/50dc6c495c0c9188/f2f7dc8efc522ab2',
  type: 'http',
  receivedAtMs: Date.parse('2018-07-02T22:23:00.185Z'),
  endedAtMs: Date.parse('2018-07-02T22:23:00.186Z'),
  client: { address: '192.168.131.39', port: 2817 },
  nodeAddress: '172.31.0.1',
  connectionId: '1234abcd5678ef90',
  request: {
    method: 'GET',
    url: 'http://www.example.com:80/',
    version: 'HTTP/1.1',
    userAgent: 'curl/7.46.0',
  },
  receivedBytes: 34,
  sentBytes: 366,
  status: 200,
  rulePriority: 0,
  action: 'forward',
  forwarded: {
    targetGroupArn,
    target: '10.0.0.1:80',
    traceId: 'Root=1-58337262-36d228ad5d99923122bbe354',
    sentAtMs: Date.parse('2018-07-02T22:23:00.185Z'),
    answeredAtMs: Date.parse('2018-07-02T22:23:00.186Z'),
    status: 200,
  },
};

const { forwarded: _forwarded, ...unforwarded } = record;
const { rulePriority: _priority, action: _action, request: _request, ...unread } = unforwarded;

/** A line with its usual beginning and end, as all of these have it. */
const start = '2018-07-02T22:23:00.186000Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817';
const created = '2018-07-02T22:23:00.185000Z';
const end = 'TID_1234abcd5678ef90 "-" "-" "-" 172.31.0.1';
const get = '"GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0"';
const trace = '"Root=1-58337262-36d228ad5d99923122bbe354"';

test.each<{ readonly what: string; readonly record: ExchangeRecord; readonly line: string }>([
  {
    what: 'an HTTP request that a target answered',
    record,
    line: `http ${start} 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 ${get} - - ${targetGroupArn} ${trace} "-" "-" 0 ${created} "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" ${end}`,
  },
  {
    what: 'an HTTPS request, with what its handshake decided',
    record: {
      ...record,
      type: 'https',
      rulePriority: 1,
      tls: {
        cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
        version: 'TLSv1.2',
        serverName: 'www.example.com',
        certificateArn,
      },
    },
    line: `https ${start} 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 ${get} ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ${targetGroupArn} ${trace} "www.example.com" "${certificateArn}" 1 ${created} "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" ${end}`,
  },
  {
    what: 'a redirect',
    record: {
      ...unforwarded,
      status: 301,
      rulePriority: 7,
      action: 'redirect',
      redirectUrl: 'https://example.com:80/',
    },
    line: `http ${start} - -1 -1 -1 301 - 34 366 ${get} - - - "-" "-" "-" 7 ${created} "redirect" "https://example.com:80/" "-" "-" "-" "-" "-" ${end}`,
  },
  {
    what: 'a client that left before its answer',
    record: {
      ...record,
      status: 460,
      sentBytes: 0,
      forwarded: {
        targetGroupArn,
        target: '10.0.0.1:80',
        traceId: 'Root=1-58337262-36d228ad5d99923122bbe354',
        sentAtMs: record.receivedAtMs + 4,
      },
    },
    line: `http ${start} 10.0.0.1:80 0.004 -1 -1 460 - 34 0 ${get} - - ${targetGroupArn} ${trace} "-" "-" 0 ${created} "forward" "-" "-" "10.0.0.1:80" "-" "-" "-" ${end}`,
  },
  {
    what: 'a group without targets',
    record: { ...unforwarded, status: 503 },
    line: `http ${start} - -1 -1 -1 503 - 34 366 ${get} - - - "-" "-" "-" 0 ${created} "forward" "-" "-" "-" "-" "-" "-" ${end}`,
  },
  {
    what: 'what could not be read as a request',
    record: {
      ...unread,
      status: 400,
      desync: { classification: 'Severe', reason: 'MultipleContentLength' },
    },
    line: `http ${start} - -1 -1 -1 400 - 34 366 "- - - " "-" - - - "-" "-" "-" - ${created} "-" "-" "-" "-" "-" "Severe" "MultipleContentLength" ${end}`,
  },
  {
    what: 'a WebSocket and transforms',
    record: {
      ...record,
      type: 'ws',
      status: 101,
      forwarded: {
        ...record.forwarded,
        status: 101,
        targetGroupArn,
        target: '10.0.0.1:80',
        traceId: 'Root=1-0-0',
      },
      transform: { host: 'api.example.com', uri: '/v2?a=1', status: 'TransformSuccess' },
    },
    line: `ws ${start} 10.0.0.1:80 0.000 0.001 0.000 101 101 34 366 ${get} - - ${targetGroupArn} "Root=1-0-0" "-" "-" 0 ${created} "forward" "-" "-" "10.0.0.1:80" "101" "-" "-" TID_1234abcd5678ef90 "api.example.com" "/v2?a=1" "TransformSuccess" 172.31.0.1`,
  },
])('log $what', ({ record, line }) => {
  expect(accessLogLine(record)).toBe(line);
});

/** What AWS's guide gives to Athena, with the fields that came later. */
const athena =
  /^([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*):([0-9]*) ([^ ]*)[:-]([0-9]*) ([-.0-9]*) ([-.0-9]*) ([-.0-9]*) (|[-0-9]*) (-|[-0-9]*) ([-0-9]*) ([-0-9]*) "([^ ]*) (.*) (- |[^ ]*)" "([^"]*)" ([A-Z0-9-_]+) ([A-Za-z0-9.-]*) ([^ ]*) "([^"]*)" "([^"]*)" "([^"]*)" ([-.0-9]*) ([^ ]*) "([^"]*)" "([^"]*)" "([^ ]*)" "([^\s]+?)" "([^\s]+)" "([^ ]*)" "([^ ]*)" ?([^ ]*)? ?( .*)?$/;

test('let nothing that a client sends end a field or a line', () => {
  const line = accessLogLine({
    ...record,
    request: {
      method: 'GET',
      url: 'http://www.example.com:80/"\\\u00e9',
      version: 'HTTP/1.1',
      userAgent: 'a" - \r\nforged\t',
    },
  });
  expect(line).toContain(
    '"GET http://www.example.com:80/\\x22\\x5C\\xC3\\xA9 HTTP/1.1" "a\\x22 - \\x0D\\x0Aforged\\x09" - -',
  );
  expect(athena.test(line)).toBe(true);
});

test("read as AWS's pattern for Athena reads it, for what is no request, too", () => {
  const fields = (each: ExchangeRecord) => athena.exec(accessLogLine(each))?.slice(15, 18);
  expect([fields(record), fields({ ...unread, status: 400 })]).toEqual([
    ['GET', 'http://www.example.com:80/', 'HTTP/1.1'],
    ['-', '- -', ''],
  ]);
});

test('cut a user agent after 8 KB', () => {
  const userAgent = 'a'.repeat(10_000);
  const line = accessLogLine({
    ...record,
    request: { method: 'GET', url: 'http://a.test:80/', version: 'HTTP/1.1', userAgent },
  });
  expect(/"a+"/.exec(line)?.[0]).toHaveLength(8192 + 2);
});
