import { expect, test } from 'vitest';
import { planPorts } from '../../../../emulator/load-balancer/listeners/listener-plan.ts';
import type { ListenerRoute } from '../../../../emulator/load-balancer/snapshot.ts';
import { defaultHttp } from '../../../support/data-path/data-path.ts';

function listener(listenerArn: string, changes: Partial<ListenerRoute> = {}): ListenerRoute {
  return {
    listenerArn,
    dnsName: `${listenerArn}.elb.amazonaws.com`,
    loadBalancerCreatedAtMs: 0,
    protocol: 'HTTP',
    port: 80,
    addresses: [],
    idleTimeoutMs: 60_000,
    clientKeepAliveMs: 3_600_000,
    http: defaultHttp,
    defaultAction: { type: 'forward', targetGroups: [] },
    ...changes,
  };
}

test('one plan a port: every address once, the longest idle timeout, all listeners', () => {
  const plans = planPorts([
    listener('a', { addresses: ['172.31.0.1'] }),
    listener('b', { addresses: ['172.31.0.1', '10.0.0.1'], idleTimeoutMs: 90_000 }),
    listener('c', { port: 8080 }),
  ]);
  expect([...plans.values()]).toEqual([
    {
      askedPort: 80,
      addresses: ['127.0.0.1', '172.31.0.1', '10.0.0.1'],
      idleTimeoutMs: 90_000,
      listenerArns: ['a', 'b'],
    },
    { askedPort: 8080, addresses: ['127.0.0.1'], idleTimeoutMs: 60_000, listenerArns: ['c'] },
  ]);
});

test('a wildcard address stands for all', () => {
  expect(planPorts([listener('a', { addresses: ['0.0.0.0', '10.0.0.1'] })]).get(80)?.addresses).toEqual([
    '0.0.0.0',
  ]);
});
