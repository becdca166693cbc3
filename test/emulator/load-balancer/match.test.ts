import { expect, test } from 'vitest';
import { chooseListener, hostName, portRoutes } from '../../../emulator/load-balancer/match.ts';
import type { ListenerRoute } from '../../../emulator/load-balancer/snapshot.ts';
import { defaultHttp } from '../../support/data-path/data-path.ts';

function listener(
  dnsName: string,
  loadBalancerCreatedAtMs: number,
  hosts: readonly string[] = [],
): ListenerRoute {
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
    rules: hosts.map((host, index) => ({
      ruleArn: `${dnsName}/${index}`,
      priority: index + 1,
      conditions: [
        { field: 'path-pattern', values: ['/shop.com'], regexes: [] },
        { field: 'host-header', values: [host], regexes: ['^regex\\.com$'] },
      ],
      action: { type: 'forward', targetGroups: [] },
      transforms: [],
    })),
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
  ['shop.com', 'young.com'],
  ['SHOP.com:8080', 'young.com'],
  ['both.com', 'middle.com'],
  ['x.wild.com', 'old.com'],
  ['regex.com', 'old.com'],
  ['middle.com', 'middle.com'],
])('a request for %s goes to %s', (host, expected) => {
  const routes = portRoutes([
    listener('young.com', 3, ['Shop.com', 'both.com', '*.wild.com', 'middle.com']),
    listener('old.com', 1),
    listener('middle.com', 2, ['both.com']),
  ]).get('http 80');
  expect(routes && chooseListener(routes, host).dnsName).toBe(expected);
});
