import { expect, test } from 'vitest';
import {
  type CountedExchange,
  TrafficCounts,
} from '../../../../emulator/load-balancer/traffic/traffic-counts.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const minute = 60_000;
const listenerArn =
  'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/web/0123456789abcdef/fedcba9876543210';
const loadBalancerArn =
  'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/web/0123456789abcdef';
const answered: CountedExchange = {
  endedAtMs: start + 500,
  targetGroupArn: 'tg',
  sentAtMs: start + 100,
  answeredAtMs: start + 120,
  targetStatus: 200,
  status: 200,
  receivedBytes: 100,
  sentBytes: 1000,
};

test('count by minute, load balancer and target group', () => {
  const counts = new TrafficCounts();
  counts.add(listenerArn, answered);
  counts.add(listenerArn, { ...answered, targetStatus: 404, status: 404, answeredAtMs: start + 130 });
  counts.add(listenerArn, {
    ...{ endedAtMs: start + 59_999, targetGroupArn: 'tg', sentAtMs: start + 1000 },
    ...{ status: 460, receivedBytes: 100, sentBytes: 0 },
  });
  counts.add(listenerArn, { endedAtMs: start + 1000, status: 503, receivedBytes: 50, sentBytes: 300 });
  const responseTime = {
    ...{ count: 2, sumMs: 50, minMs: 20, maxMs: 30 },
    buckets: [
      [20, 1],
      [30, 1],
    ],
  };
  expect(counts.since(start)).toEqual([
    {
      ...{ startMs: start, loadBalancerArn, requests: 3, responseTime },
      ...{ elbStatuses: { 460: 1, 503: 1 }, targetStatuses: { 200: 1, 404: 1 } },
      ...{ receivedBytes: 350, sentBytes: 2300 },
    },
    {
      ...{ startMs: start, loadBalancerArn, targetGroupArn: 'tg', requests: 3, responseTime },
      ...{ elbStatuses: { 460: 1 }, targetStatuses: { 200: 1, 404: 1 } },
      ...{ receivedBytes: 300, sentBytes: 2000 },
    },
  ]);
});

test('begin anew with every minute, and forget what is three hours old', () => {
  const counts = new TrafficCounts();
  const at = (minutes: number) =>
    counts.add(listenerArn, { ...answered, endedAtMs: start + minutes * minute });
  const kept = () => [...new Set(counts.since(0).map(({ startMs }) => (startMs - start) / minute))];
  for (const minutes of [0, 1, 1, 179]) at(minutes);
  expect(kept()).toEqual([0, 1, 179]);
  at(180);
  expect(kept()).toEqual([1, 179, 180]);
  expect(counts.since(start + 179.5 * minute).map(({ startMs }) => (startMs - start) / minute)).toEqual([
    179, 179, 180, 180,
  ]);
});

test('keep the load balancers that share a minute apart', () => {
  const counts = new TrafficCounts();
  counts.add(listenerArn, answered);
  counts.add(listenerArn.replace('/web/', '/api/'), { ...answered, targetGroupArn: 'other' });
  expect(counts.since(0).map((each) => [each.loadBalancerArn, each.targetGroupArn])).toEqual([
    [loadBalancerArn, undefined],
    [loadBalancerArn, 'tg'],
    [loadBalancerArn.replace('/web/', '/api/'), undefined],
    [loadBalancerArn.replace('/web/', '/api/'), 'other'],
  ]);
});
