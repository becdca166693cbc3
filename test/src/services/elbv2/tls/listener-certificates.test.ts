import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  DescribeListenerCertificatesCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListenerCertificates,
  RemoveListenerCertificatesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';
import { storedCertificate } from '../../../../support/tls/stored-certificate.ts';

async function world(api: ServicesApi<ElasticLoadBalancingV2Client>) {
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const main = await storedCertificate(api, 'main.test');
  const { Listeners: [created] = [] } = await api.client.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn: main }],
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
    }),
  );
  const ListenerArn = created?.ListenerArn ?? '';
  const listed = (arns: readonly string[]) => arns.map((CertificateArn) => ({ CertificateArn }));
  return {
    LoadBalancerArn,
    ListenerArn,
    main,
    add: (...arns: string[]) =>
      bodyOf(
        api.client.send(new AddListenerCertificatesCommand({ ListenerArn, Certificates: listed(arns) })),
      ),
    remove: (...arns: string[]) =>
      bodyOf(
        api.client.send(new RemoveListenerCertificatesCommand({ ListenerArn, Certificates: listed(arns) })),
      ),
    described: async () =>
      (await api.client.send(new DescribeListenerCertificatesCommand({ ListenerArn }))).Certificates,
  };
}

test('add certificates, each once, and remove them', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { main, add, remove, described } = await world(api);
  const [a, b] = [await storedCertificate(api, 'a.test'), await storedCertificate(api, 'b.test')].sort();
  if (a === undefined || b === undefined) throw new Error('no certificates');
  expect(await add(b)).toEqual({ Certificates: [{ CertificateArn: b, IsDefault: false }] });
  await add(a, b);
  const whole = [
    { CertificateArn: main, IsDefault: true },
    { CertificateArn: a, IsDefault: false },
    { CertificateArn: b, IsDefault: false },
  ];
  expect(await described()).toEqual(whole);
  expect(await remove(a)).toEqual({});
  expect(await remove(a)).toEqual({});
  expect(await described()).toEqual([whole[0], whole[2]]);
});

test('show the default certificate twice where it was added, too; only the added one can go', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { main, add, remove, described } = await world(api);
  await add(main);
  const byDefault = { CertificateArn: main, IsDefault: true };
  expect(await described()).toEqual([byDefault, { CertificateArn: main, IsDefault: false }]);
  await remove(main);
  expect(await described()).toEqual([byDefault]);
  expect(await errorOf(remove(main))).toEqual({
    name: 'OperationNotPermittedException',
    message: 'The default certificate cannot be removed',
    status: 400,
  });
});

test('page through the certificates, the default one first', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn, main, add } = await world(api);
  const arns = [await storedCertificate(api, 'a.test'), await storedCertificate(api, 'b.test')].sort();
  await add(...arns);
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateDescribeListenerCertificates(
    { client: api.client },
    { ListenerArn, PageSize: 2 },
  ))
    pages.push((page.Certificates ?? []).map(({ CertificateArn }) => CertificateArn));
  expect(pages).toEqual([[main, arns[0]], [arns[1]]]);
});

test('take at most 25 certificates beside the default ones', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, add } = await world(api);
  const arns = await Promise.all(
    Array.from({ length: 26 }, (_, index) => storedCertificate(api, `a${index}.test`)),
  );
  await add(...arns.slice(0, 25));
  expect(await errorOf(add(...arns.slice(25)))).toEqual({
    name: 'TooManyCertificatesException',
    message: `The maximum number of certificates has been reached on the load balancer '${LoadBalancerArn}'`,
    status: 400,
  });
});

test('refuse what is no certificate, and a listener that is none of HTTPS', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, ListenerArn, main, add, remove } = await world(api);
  const { Listeners: [plain] = [] } = await api.client.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
    }),
  );
  const missing = 'arn:aws:acm:us-east-1:000000000000:certificate/none';
  const Certificates = [{ CertificateArn: main }];
  const toPlain = { ListenerArn: plain?.ListenerArn ?? '', Certificates };
  const refusals = await Promise.all(
    [
      add(missing),
      add(),
      remove(),
      api.client.send(
        new AddListenerCertificatesCommand({
          ListenerArn,
          Certificates: [{ CertificateArn: main, IsDefault: true }],
        }),
      ),
      api.client.send(new AddListenerCertificatesCommand(toPlain)),
      api.client.send(new RemoveListenerCertificatesCommand(toPlain)),
      api.client.send(
        new DescribeListenerCertificatesCommand({ ListenerArn: ListenerArn.replace(/.$/, 'x') }),
      ),
    ].map(async (sent) => {
      const { name, message } = await errorOf(sent);
      return [name, message];
    }),
  );
  expect(refusals).toEqual([
    ['CertificateNotFoundException', `Certificate '${missing}' not found`],
    ['ValidationError', 'A certificate must be specified'],
    ['ValidationError', 'A certificate must be specified'],
    ['ValidationError', 'You cannot set the isDefault parameter for a certificate'],
    ['ValidationError', 'Certificates cannot be specified for HTTP listeners'],
    ['ValidationError', 'Certificates cannot be specified for HTTP listeners'],
    ['ListenerNotFoundException', 'One or more listeners not found'],
  ]);
  const { Certificates: none } = await api.client.send(
    new DescribeListenerCertificatesCommand({ ListenerArn: plain?.ListenerArn ?? '' }),
  );
  expect(none).toEqual([]);
});
