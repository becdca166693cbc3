import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  type CreateListenerCommandInput,
  DescribeListenerAttributesCommand,
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
  type Listener,
  ModifyListenerCommand,
  type ModifyListenerCommandInput,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import type { TlsCertificate } from '../../../../../emulator/load-balancer/snapshot.ts';
import { routingSnapshot } from '../../../../../emulator/reconciler/routing.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createNetworkLoadBalancer } from '../../../../support/services/create-network-load-balancer.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';
import { storedCertificate } from '../../../../support/tls/stored-certificate.ts';

type Api = ServicesApi<ElasticLoadBalancingV2Client>;

const forward = (TargetGroupArn: string) => [{ Type: 'forward' as const, TargetGroupArn }];

/** A Network Load Balancer, groups that TLS can go to, and a certificate. */
async function world(api: Api) {
  const net = await createNetworkLoadBalancer(api, 'net');
  const [TCP, TLS, UDP, certificate] = await Promise.all([
    createTargetGroup(api, 'tcp', { Protocol: 'TCP' }),
    createTargetGroup(api, 'tls', { Protocol: 'TLS', Port: 443 }),
    createTargetGroup(api, 'udp', { Protocol: 'UDP' }),
    storedCertificate(api, 'shop.test'),
  ]);
  const create = async (input: Partial<CreateListenerCommandInput> = {}): Promise<Listener> => {
    const { Listeners: [created] = [] } = await api.client.send(
      new CreateListenerCommand({
        LoadBalancerArn: net,
        Protocol: 'TLS',
        Port: 443,
        Certificates: [{ CertificateArn: certificate }],
        DefaultActions: forward(TCP),
        ...input,
      }),
    );
    if (created === undefined) throw new Error('no listener was made');
    return created;
  };
  const modify = async (input: ModifyListenerCommandInput) =>
    (await api.client.send(new ModifyListenerCommand(input))).Listeners?.[0];
  return { net, TCP, TLS, UDP, certificate, create, modify };
}

test('create a TLS listener with the default policy, and read it back', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { net, TCP, certificate, create } = await world(api);
  const created = await create();
  expect(created).toEqual({
    ListenerArn: expect.stringMatching(/:listener\/net\/net\/[0-9a-f]{16}\/[0-9a-f]{16}$/),
    LoadBalancerArn: net,
    Port: 443,
    Protocol: 'TLS',
    Certificates: [{ CertificateArn: certificate }],
    SslPolicy: 'ELBSecurityPolicy-2016-08',
    DefaultActions: [
      {
        Type: 'forward',
        Order: 1,
        TargetGroupArn: TCP,
        ForwardConfig: {
          TargetGroups: [{ TargetGroupArn: TCP, Weight: 1 }],
          TargetGroupStickinessConfig: { Enabled: false },
        },
      },
    ],
  });
  const { Listeners } = await api.client.send(new DescribeListenersCommand({ LoadBalancerArn: net }));
  expect(Listeners).toEqual([created]);
  const { ListenerArn } = created;
  const { Attributes } = await api.client.send(new DescribeListenerAttributesCommand({ ListenerArn }));
  expect(Attributes).toEqual([]);
});

test('change its policies and its group, and make one of TCP of it', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { TLS, create, modify } = await world(api);
  const { ListenerArn } = await create({
    AlpnPolicy: ['HTTP2Preferred'],
    SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
  });
  const facts = (listener: Listener | undefined) => [
    listener?.Protocol,
    listener?.SslPolicy,
    listener?.AlpnPolicy,
    listener?.Certificates?.length,
    listener?.DefaultActions?.[0]?.TargetGroupArn === TLS,
  ];
  const tls13 = 'ELBSecurityPolicy-TLS13-1-2-2021-06';
  expect(facts(await modify({ ListenerArn, DefaultActions: forward(TLS) }))).toEqual([
    'TLS',
    tls13,
    ['HTTP2Preferred'],
    1,
    true,
  ]);
  expect(facts(await modify({ ListenerArn, AlpnPolicy: ['None'] }))).toEqual([
    'TLS',
    tls13,
    ['None'],
    1,
    true,
  ]);
  expect(await errorOf(modify({ ListenerArn, Protocol: 'TCP' }))).toEqual({
    name: 'IncompatibleProtocolsException',
    message: `The listener and the following target groups have incompatible protocols: ${TLS}`,
    status: 400,
  });
});

test('a TLS listener that becomes one of TCP loses its certificates, and has to get them anew', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { certificate, create, modify } = await world(api);
  const { ListenerArn } = await create();
  const plain = await modify({ ListenerArn, Protocol: 'TCP' });
  expect([plain?.Protocol, plain?.Certificates, plain?.SslPolicy]).toEqual(['TCP', undefined, undefined]);
  expect(await errorOf(modify({ ListenerArn, Protocol: 'TLS' }))).toEqual({
    name: 'ValidationError',
    message: 'A certificate must be specified for TLS listeners',
    status: 400,
  });
  const again = await modify({
    ListenerArn,
    Protocol: 'TLS',
    Certificates: [{ CertificateArn: certificate }],
  });
  expect(again?.Protocol).toBe('TLS');
});

test('add certificates to it', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { certificate, create } = await world(api);
  const more = await storedCertificate(api, 'bank.test');
  const { ListenerArn } = await create();
  const Certificates = [{ CertificateArn: more }];
  await api.client.send(new AddListenerCertificatesCommand({ ListenerArn, Certificates }));
  const listed = await api.client.send(new DescribeListenerCertificatesCommand({ ListenerArn }));
  expect(listed.Certificates).toEqual([
    { CertificateArn: certificate, IsDefault: true },
    { CertificateArn: more, IsDefault: false },
  ]);
});

const refusals: [string, Partial<CreateListenerCommandInput>, string, string][] = [
  [
    'no certificate',
    { Certificates: undefined },
    'ValidationError',
    'A certificate must be specified for TLS listeners',
  ],
  [
    'a certificate that is not there',
    { Certificates: [{ CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/1' }] },
    'CertificateNotFoundException',
    "Certificate 'arn:aws:acm:us-east-1:000000000000:certificate/1' not found",
  ],
  [
    'a policy that is not there',
    { SslPolicy: 'Mine' },
    'SSLPolicyNotFoundException',
    "SSL policy 'Mine' not found",
  ],
  [
    'an ALPN policy that is not there',
    { AlpnPolicy: ['HTTP3'] },
    'ValidationError',
    "ALPN policy 'HTTP3' must be one of 'HTTP1Only, HTTP2Only, HTTP2Optional, HTTP2Preferred, None'",
  ],
  [
    'two ALPN policies',
    { AlpnPolicy: ['HTTP1Only', 'HTTP2Only'] },
    'ValidationError',
    'Only one ALPN policy can be specified',
  ],
  [
    'mutual authentication',
    { MutualAuthentication: { Mode: 'passthrough' } },
    'NotImplementedException',
    'Drydock does not implement the mutual authentication mode passthrough yet.',
  ],
  [
    'an ALPN policy of TCP',
    { Protocol: 'TCP', Certificates: [], AlpnPolicy: ['HTTP1Only'] },
    'ValidationError',
    'An ALPN policy cannot be specified for TCP listeners',
  ],
];

test.each(refusals)('refuse %s', async (_what, settings, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { create } = await world(api);
  expect(await errorOf(create(settings))).toEqual({ name, message, status: 400 });
});

test('a TLS listener sends to groups of TCP and TLS alone, and TCP listeners not to TLS', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { UDP, TLS, create } = await world(api);
  const refusal = (arn: string) => ({
    name: 'IncompatibleProtocolsException',
    message: `The listener and the following target groups have incompatible protocols: ${arn}`,
    status: 400,
  });
  expect(await errorOf(create({ DefaultActions: forward(UDP) }))).toEqual(refusal(UDP));
  const plain = { Protocol: 'TCP', Certificates: [], DefaultActions: forward(TLS) } as const;
  expect(await errorOf(create({ ...plain, Certificates: [] }))).toEqual(refusal(TLS));
});

test('the data path knows how to speak TLS on both sides', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { TLS, certificate, create } = await world(api);
  await create({ DefaultActions: forward(TLS), AlpnPolicy: ['HTTP2Optional'] });
  await api.client.send(
    new RegisterTargetsCommand({ TargetGroupArn: TLS, Targets: [{ Id: '172.31.0.9', Port: 443 }] }),
  );
  const held: TlsCertificate = {
    certificateArn: certificate,
    dnsNames: ['shop.test'],
    certificatePem: '',
    privateKeyPem: '',
  };
  const { flowListeners, targetGroups } = routingSnapshot({
    ...api.context.elbv2,
    certificate: (arn) => (arn === certificate ? held : undefined),
    listenerAddresses: () => [],
    instanceAddress: () => undefined,
  });
  const [listener] = flowListeners ?? [];
  expect([
    listener?.protocol,
    listener?.tls?.alpn,
    listener?.tls?.certificates,
    targetGroups.get(TLS)?.targets.map(({ tls }) => tls),
  ]).toEqual(['TLS', ['http/1.1', 'http/1.0', 'h2'], [held], [true]]);
});
