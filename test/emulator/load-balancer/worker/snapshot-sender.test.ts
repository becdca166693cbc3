import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  FlowListenerRoute,
  ListenerRoute,
  RoutingSnapshot,
  TargetGroupRoute,
  TlsCertificate,
} from '../../../../emulator/load-balancer/snapshot.ts';
import { SnapshotReceiver } from '../../../../emulator/load-balancer/worker/snapshot-receiver.ts';
import { SnapshotSender } from '../../../../emulator/load-balancer/worker/snapshot-sender.ts';
import { keepUnchanged } from '../../../../emulator/reconciler/routing/unchanged-routes.ts';
import { calmHealthCheck, defaultHttp } from '../../../support/data-path/data-path.ts';
import { defaultBalancing } from '../../../support/data-path/default-balancing.ts';

const empty: RoutingSnapshot = { listeners: [], flowListeners: [], targetGroups: new Map() };

const name = fc.constantFrom('a', 'b', 'c', 'd');
const port = fc.integer({ min: 1, max: 3 });

const certificate: fc.Arbitrary<TlsCertificate> = fc.record(
  {
    certificateArn: name,
    dnsNames: fc.constant(['example.com']),
    certificatePem: name,
    privateKeyPem: name,
  },
  { noNullPrototype: true },
);

const plain = {
  dnsName: 'web',
  loadBalancerCreatedAtMs: 0,
  addresses: [],
  idleTimeoutMs: 1,
  clientKeepAliveMs: 1,
  http: defaultHttp,
  defaultAction: { type: 'fixed-response', statusCode: 200 },
} as const;

const listener: fc.Arbitrary<ListenerRoute> = fc
  .tuple(name, port, fc.option(fc.array(certificate, { maxLength: 3 })))
  .map(([listenerArn, asked, certificates]) => {
    const route = { ...plain, listenerArn, port: asked };
    if (certificates === null) return { ...route, protocol: 'HTTP' };
    const tls = {
      certificates,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: [],
      http2: true,
    } as const;
    return { ...route, protocol: 'HTTPS', tls };
  });

const flowListener: fc.Arbitrary<FlowListenerRoute> = fc
  .tuple(name, port, fc.option(fc.array(certificate, { maxLength: 3 })))
  .map(([listenerArn, asked, certificates]) => {
    const shared = { addresses: [], idleTimeoutMs: 1, targetGroups: [], loadBalancerCreatedAtMs: 0 };
    const route = { ...shared, listenerArn, port: asked };
    if (certificates === null) return { ...route, protocol: 'TCP' };
    const tls = {
      certificates,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: [],
      http2: true,
    } as const;
    return { ...route, protocol: 'TLS', tls };
  });

const group: fc.Arbitrary<TargetGroupRoute> = fc.tuple(name, port).map(([targetGroupArn, timeoutMs]) => ({
  targetGroupArn,
  healthCheck: { ...calmHealthCheck, timeoutMs },
  balancing: defaultBalancing,
  targets: [],
}));

const unique = <Entry>(entry: fc.Arbitrary<Entry>, selector: (entry: Entry) => string) =>
  fc.uniqueArray(entry, { selector, maxLength: 4 });

const snapshot: fc.Arbitrary<RoutingSnapshot> = fc
  .tuple(
    unique(listener, ({ listenerArn }) => listenerArn),
    unique(flowListener, ({ listenerArn }) => listenerArn),
    unique(group, ({ targetGroupArn }) => targetGroupArn),
  )
  .map(([listeners, flowListeners, groups]) => ({
    listeners,
    flowListeners,
    targetGroups: new Map(groups.map((each) => [each.targetGroupArn, each])),
  }));

/** The entries by their kind and key, in order. */
function entriesOf({ listeners, flowListeners = [], targetGroups }: RoutingSnapshot): Map<string, object> {
  return new Map<string, object>([
    ...listeners.map((each) => [`listener ${each.listenerArn}`, each] as const),
    ...flowListeners.map((each) => [`flow ${each.listenerArn}`, each] as const),
    ...[...targetGroups].map(([arn, each]) => [`group ${arn}`, each] as const),
  ]);
}

test('what is sent and put together again is the snapshot, and what did not change stays the same object', () => {
  fc.assert(
    fc.property(fc.array(snapshot, { maxLength: 8 }), (snapshots) => {
      const sender = new SnapshotSender();
      const receiver = new SnapshotReceiver();
      let sent = empty;
      let received = empty;
      for (const next of snapshots) {
        const kept = keepUnchanged(sent, next);
        expect(kept).toEqual(next);
        const change = sender.change(kept);
        const before = { sent: entriesOf(sent), received: entriesOf(received) };
        if (change !== undefined) received = receiver.apply(structuredClone(change));
        sent = kept;
        expect(received).toEqual(kept);
        expect([...received.targetGroups.keys()]).toEqual([...kept.targetGroups.keys()]);
        for (const [key, entry] of entriesOf(received))
          expect(entry === before.received.get(key)).toBe(entriesOf(sent).get(key) === before.sent.get(key));
      }
    }),
    { numRuns: 200 },
  );
});

test('an equal snapshot is nothing to send once what is unchanged is kept', () => {
  fc.assert(
    fc.property(snapshot, (once) => {
      const sender = new SnapshotSender();
      sender.change(once);
      expect(sender.change(keepUnchanged(once, structuredClone(once)))).toBeUndefined();
    }),
  );
});

test('a certificate is sent once, and its listener may change without it', () => {
  const key = { certificateArn: 'c', dnsNames: [], certificatePem: 'pem', privateKeyPem: 'key' };
  const tls = {
    certificates: [key],
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: [],
    http2: true,
  } as const;
  const at = (asked: number): RoutingSnapshot => ({
    ...empty,
    listeners: [{ ...plain, listenerArn: 'l', protocol: 'HTTPS', port: asked, tls }],
  });
  const sender = new SnapshotSender();
  expect(sender.change(at(1))?.certificates).toEqual({ added: [{ number: 0, certificate: key }], gone: [] });
  expect(JSON.stringify(sender.change(at(2)))).not.toContain('pem');
  expect(sender.change(empty)?.certificates).toEqual({ added: [], gone: [0] });
});
