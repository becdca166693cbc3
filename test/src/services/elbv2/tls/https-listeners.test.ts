import { ACMClient, DeleteCertificateCommand, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import {
  CreateListenerCommand,
  type CreateListenerCommandInput,
  DeleteListenerCommand,
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
  type Listener,
  ModifyListenerCommand,
  type ModifyListenerCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';
import { storedCertificate } from '../../../../support/tls/stored-certificate.ts';

type Api = ServicesApi<ElasticLoadBalancingV2Client>;

const DefaultActions: CreateListenerCommandInput['DefaultActions'] = [
  { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } },
];

async function world(api: Api) {
  const [{ LoadBalancerArn }, CertificateArn] = await Promise.all([
    createLoadBalancer(api, 'web'),
    storedCertificate(api, 'shop.test'),
  ]);
  const create = async (input: Partial<CreateListenerCommandInput> = {}): Promise<Listener> => {
    const { Listeners: [created] = [] } = await api.client.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Protocol: 'HTTPS',
        Port: 443,
        Certificates: [{ CertificateArn }],
        DefaultActions,
        ...input,
      }),
    );
    if (created === undefined) throw new Error('no listener was made');
    return created;
  };
  const modify = async (input: ModifyListenerCommandInput): Promise<Listener | undefined> =>
    (await api.client.send(new ModifyListenerCommand(input))).Listeners?.[0];
  return { LoadBalancerArn, CertificateArn, create, modify };
}

test('create an HTTPS listener with the default policy, and show it', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, CertificateArn, create } = await world(api);
  const created = await create();
  expect(created).toEqual({
    ListenerArn: expect.stringMatching(/:listener\/app\/web\/[0-9a-f]{16}\/[0-9a-f]{16}$/),
    LoadBalancerArn,
    Port: 443,
    Protocol: 'HTTPS',
    Certificates: [{ CertificateArn }],
    SslPolicy: 'ELBSecurityPolicy-2016-08',
    MutualAuthentication: { Mode: 'off' },
    DefaultActions: [{ ...DefaultActions?.[0], Order: 1 }],
  });
  expect(await bodyOf(api.client.send(new DescribeListenersCommand({ LoadBalancerArn })))).toEqual({
    Listeners: [created],
  });
});

test('change the policy, the certificate and the protocol of a listener', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { create, modify } = await world(api);
  const created = await create({ MutualAuthentication: { Mode: 'off' } });
  const ListenerArn = created.ListenerArn ?? '';
  const SslPolicy = 'ELBSecurityPolicy-TLS13-1-2-2021-06';
  expect(await modify({ ListenerArn, SslPolicy })).toEqual({ ...created, SslPolicy });
  const Certificates = [{ CertificateArn: await storedCertificate(api, 'other.test') }];
  expect(await modify({ ListenerArn, Certificates })).toEqual({ ...created, SslPolicy, Certificates });
  const { SslPolicy: _policy, Certificates: _certificates, MutualAuthentication: _mode, ...plain } = created;
  expect(await modify({ ListenerArn, Protocol: 'HTTP' })).toEqual({ ...plain, Protocol: 'HTTP' });
  expect(await errorOf(modify({ ListenerArn, Protocol: 'HTTPS' }))).toEqual({
    name: 'ValidationError',
    message: 'A certificate must be specified for HTTPS listeners',
    status: 400,
  });
  expect(await modify({ ListenerArn, Protocol: 'HTTPS', Certificates })).toEqual({
    ...created,
    Certificates,
  });
});

const missing = 'arn:aws:acm:us-east-1:000000000000:certificate/none';

test.each<[string, Partial<CreateListenerCommandInput>, string, string]>([
  [
    'no certificate',
    { Certificates: [] },
    'ValidationError',
    'A certificate must be specified for HTTPS listeners',
  ],
  [
    'two certificates',
    { Certificates: [{ CertificateArn: missing }, { CertificateArn: missing }] },
    'ValidationError',
    'Only one certificate can be specified for a listener: its default certificate',
  ],
  [
    'an unknown certificate',
    { Certificates: [{ CertificateArn: missing }] },
    'CertificateNotFoundException',
    `Certificate '${missing}' not found`,
  ],
  [
    'something else than a certificate',
    { Certificates: [{ CertificateArn: 'x' }] },
    'ValidationError',
    "Certificate ARN 'x' is not valid",
  ],
  [
    'a certificate that says that it is the default',
    { Certificates: [{ CertificateArn: missing, IsDefault: true }] },
    'ValidationError',
    'You cannot set the isDefault parameter for a certificate',
  ],
  ['an unknown policy', { SslPolicy: 'p' }, 'SSLPolicyNotFoundException', "SSL policy 'p' not found"],
  [
    'a policy beyond OpenSSL',
    { SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04' },
    'NotImplementedException',
    'Drydock does not implement the SSL policy ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04 yet.',
  ],
  [
    'an ALPN policy',
    { AlpnPolicy: ['HTTP2Preferred'] },
    'ValidationError',
    'An ALPN policy cannot be specified for HTTPS listeners',
  ],
  [
    'certificates of clients',
    { MutualAuthentication: { Mode: 'verify' } },
    'NotImplementedException',
    'Drydock does not implement the mutual authentication mode verify yet.',
  ],
  [
    'a mode of mutual authentication that does not exist',
    { MutualAuthentication: { Mode: 'strict' } },
    'ValidationError',
    "Mutual authentication mode 'strict' must be one of '[off, passthrough, verify]'",
  ],
  [
    'a trust store that nothing uses',
    { MutualAuthentication: { Mode: 'off', TrustStoreArn: 'arn:aws:elasticloadbalancing:x' } },
    'ValidationError',
    'Only the mode can be specified where mutual authentication is off',
  ],
  [
    'certificates on HTTP',
    { Protocol: 'HTTP' },
    'ValidationError',
    'Certificates cannot be specified for HTTP listeners',
  ],
])('refuse %s', async (_what, input, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { create } = await world(api);
  const { name: seen, message: said } = await errorOf(create(input));
  expect([seen, said]).toEqual([name, message]);
});

test("refuse another region's certificate", async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { create } = await world(api);
  const CertificateArn = await storedCertificate(api, 'a.test', 'eu-west-1');
  expect(await errorOf(create({ Certificates: [{ CertificateArn }] }))).toMatchObject({
    name: 'CertificateNotFoundException',
  });
});

test('keep a certificate as long as a listener uses it, and name its users', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, CertificateArn, create } = await world(api);
  const { ListenerArn } = await create();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const acm = new ACMClient({ endpoint: api.endpoint, region: 'us-east-1', credentials });
  const users = async () =>
    (await acm.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate?.InUseBy;
  expect(await users()).toEqual([LoadBalancerArn]);
  expect(await errorOf(acm.send(new DeleteCertificateCommand({ CertificateArn })))).toEqual({
    name: 'ResourceInUseException',
    message: `Certificate ${CertificateArn} in account 000000000000 is in use.`,
    status: 400,
  });
  await api.client.send(new DeleteListenerCommand({ ListenerArn }));
  expect(await users()).toEqual([]);
  await acm.send(new DeleteCertificateCommand({ CertificateArn }));
});
