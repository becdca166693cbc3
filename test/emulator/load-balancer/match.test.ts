import { expect, test } from 'vitest';
import { chooseListener, hostName, portRoutes } from '../../../emulator/load-balancer/match.ts';
import type { ListenerRoute } from '../../../emulator/load-balancer/snapshot.ts';
import { defaultHttp } from '../../support/data-path/data-path.ts';

function listener(dnsName: string, loadBalancerCreatedAtMs: number): ListenerRoute {
  return {
    listenerArn: dnsName,
    dnsName,
    loadBalancerCreatedAtMs,
    protocol: 'HTTP',
    port: 80,
    addresses: [],
    idleTimeoutMs: 60_000,
    clientKeepAliveMs: 3_600_000,
    http: defaultHttp,
    defaultAction: { type: 'forward', targetGroups: [] },
  };
}

test.each([
  ['a.com', 'a.com'],
  ['a.com:80', 'a.com'],
  ['[::1]', '[::1]'],
  ['[::1]:80', '[::1]'],
  ['', ''],
])('the name of %j is %j', (authority, expected) => {
  expect(hostName(authority)).toBe(expected);
});

test.each<[string | undefined, string]>([
  ['young.com', 'young.com'],
  ['OLD.com:81', 'old.com'],
  ['other.com', 'old.com'],
  [undefined, 'old.com'],
])('a request for %s goes to %s', (host, expected) => {
  const routes = portRoutes([
    listener('young.com', 2),
    listener('old.com', 1),
    listener('middle.com', 2),
  ]).get(80);
  expect(routes && chooseListener(routes, host).dnsName).toBe(expected);
});
