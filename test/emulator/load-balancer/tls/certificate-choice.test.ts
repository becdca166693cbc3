import { expect, test } from 'vitest';
import type { ListenerRoute, TlsCertificate } from '../../../../emulator/load-balancer/snapshot.ts';
import {
  chooseCertificate,
  chooseSecureListener,
} from '../../../../emulator/load-balancer/tls/certificate-choice.ts';
import { defaultHttp } from '../../../support/data-path/data-path.ts';
import { listenerTls } from '../../../support/tls/listener-tls.ts';

function certificate(certificateArn: string, ...dnsNames: string[]): TlsCertificate {
  return { certificateArn, dnsNames, certificatePem: '', privateKeyPem: '' };
}

const certificates = [
  certificate('default', 'main.test'),
  certificate('wild', '*.shop.test', 'shop.test'),
  certificate('exact', 'api.shop.test'),
  certificate('later', 'api.shop.test'),
];

test.each<[string | undefined, string]>([
  ['main.test', 'default'],
  ['api.shop.test', 'exact'],
  ['www.shop.test', 'wild'],
  ['shop.test', 'wild'],
  ['a.b.shop.test', 'default'],
  ['.shop.test', 'default'],
  ['*.shop.test', 'wild'],
  ['test', 'default'],
  ['', 'default'],
  [undefined, 'default'],
])('the certificate for %j is the %s one', (name, expected) => {
  expect(chooseCertificate(certificates, name)?.certificateArn).toBe(expected);
});

function listener(listenerArn: string, ...names: string[]): ListenerRoute {
  return {
    listenerArn,
    dnsName: `${listenerArn}.ELB.test`,
    loadBalancerCreatedAtMs: 0,
    port: 443,
    addresses: [],
    idleTimeoutMs: 60_000,
    clientKeepAliveMs: 3_600_000,
    http: defaultHttp,
    defaultAction: { type: 'forward', targetGroups: [] },
    ...listenerTls([certificate(listenerArn, ...names)]),
  };
}

test.each<[string | undefined, string | undefined]>([
  ['b.elb.test', 'b'],
  ['shop.test', 'a'],
  ['api.shop.test', 'b'],
  ['www.shop.test', 'a'],
  ['nobody.test', undefined],
  [undefined, undefined],
])('the listener for %j is %s', (name, expected) => {
  const listeners = [listener('a', '*.shop.test', 'shop.test'), listener('b', 'api.shop.test')];
  expect(chooseSecureListener(listeners, name)?.listenerArn).toBe(expected);
});
