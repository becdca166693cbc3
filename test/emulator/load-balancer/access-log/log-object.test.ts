import { expect, test } from 'vitest';
import { loadBalancerOf } from '../../../../emulator/load-balancer/access-log/load-balancer-identity.ts';
import {
  intervalEndMs,
  logPath,
  testFilePath,
} from '../../../../emulator/load-balancer/access-log/log-object.ts';

const loadBalancer = {
  arn: 'arn:aws:elasticloadbalancing:us-east-2:123456789012:loadbalancer/app/my-loadbalancer/1234567890abcdef',
  accountId: '123456789012',
  region: 'us-east-2',
  name: 'my-loadbalancer',
  id: '1234567890abcdef',
};
const file = {
  loadBalancer,
  nodeAddress: '172.160.1.192',
  endMs: Date.parse('2022-02-15T23:40:00Z'),
  random: '20sg8hgm',
};

test.each([
  { prefix: 'logging/prod', folders: 'amzn-bucket/logging/prod/AWSLogs' },
  { prefix: '', folders: 'amzn-bucket/AWSLogs' },
])("name log files as in AWS's guide, with the prefix '$prefix'", ({ prefix, folders }) => {
  const location = { bucket: 'amzn-bucket', prefix };
  expect([
    logPath({ ...file, location }).join('/'),
    testFilePath(location, '123456789012').join('/'),
  ]).toEqual([
    `${folders}/123456789012/elasticloadbalancing/us-east-2/2022/02/15/123456789012_elasticloadbalancing_us-east-2_app.my-loadbalancer.1234567890abcdef_20220215T2340Z_172.160.1.192_20sg8hgm.log`,
    `${folders}/123456789012/ELBAccessLogTestFile`,
  ]);
});

test.each([
  ['2022-02-15T23:35:00.000Z', '2022-02-15T23:40:00.000Z'],
  ['2022-02-15T23:39:59.999Z', '2022-02-15T23:40:00.000Z'],
  ['2022-02-15T23:59:00.000Z', '2022-02-16T00:00:00.000Z'],
])('let the interval of %s end at %s', (now, end) => {
  expect(new Date(intervalEndMs(Date.parse(now))).toISOString()).toBe(end);
});

test('read the load balancer out of the ARN of its listener', () => {
  const { arn: _arn, ...parts } = loadBalancer;
  const listener =
    'arn:aws:elasticloadbalancing:us-east-2:123456789012:listener/app/my-loadbalancer/1234567890abcdef/f2f7dc8efc522ab2';
  expect(loadBalancerOf(listener)).toEqual({ ...parts, arn: loadBalancer.arn });
});

test.each([
  'listener',
  'arn:aws:elasticloadbalancing:us-east-2:123456789012:listener/net/my-loadbalancer/1234567890abcdef/f2f7dc8efc522ab2',
  'arn:aws:elasticloadbalancing:..:123456789012:listener/app/my-loadbalancer/1234567890abcdef/f2f7dc8efc522ab2',
])('know no load balancer behind %s', (arn) => {
  expect(loadBalancerOf(arn)).toBeUndefined();
});
