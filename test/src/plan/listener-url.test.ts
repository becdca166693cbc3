import { expect, test } from 'vitest';
import { listenerUrl } from '../../../src/plan/listener-url.ts';

test('a listener is reached by its DNSName, a flow by the name that every program knows', () => {
  const name = 'web-1.us-east-1.elb.localhost';
  expect([
    listenerUrl('HTTP', name, 80),
    listenerUrl('HTTP', name, 443),
    listenerUrl('HTTPS', name, 443),
    listenerUrl('HTTPS', name, 8443),
    listenerUrl('TCP', name, 80),
    listenerUrl('TCP_UDP', name, 53),
    listenerUrl('UDP', name, 53),
    listenerUrl('TLS', name, 443),
  ]).toEqual([
    `http://${name}/`,
    `http://${name}:443/`,
    `https://${name}/`,
    `https://${name}:8443/`,
    'tcp://localhost:80',
    'tcp://localhost:53',
    'udp://localhost:53',
    'tls://localhost:443',
  ]);
});
