import { ACMClient, ImportCertificateCommand, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import type { ListenersAnswer } from '../../../../emulator/local-routes.ts';
import { startEmulator } from '../../../../emulator/start.ts';
import { SystemClock } from '../../../../emulator/system-clock.ts';
import { givenCertificate } from '../../../support/tls/given-certificate.ts';
import { httpsCall } from '../../../support/tls/https-call.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

/** Valid today, by the clock of this machine. */
async function importable(name: string) {
  const now = new SystemClock().now();
  const { certificate, privateKey, chain } = await givenCertificate(name, {
    notBefore: new Date(now - 1000),
    notAfter: new Date(now + 3_600_000),
  });
  return {
    ca: chain,
    input: {
      Certificate: bytes(certificate),
      PrivateKey: bytes(privateKey),
      CertificateChain: bytes(chain),
    },
  };
}

test('a client that trusts the root reaches an HTTPS listener by the certificates that ACM has', async () => {
  await using emulator = await startEmulator({ runtime: 'simulated', taskEndpoint: false });
  const { endpoint } = emulator;
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const [acm, elbv2, ec2] = [
    new ACMClient(config),
    new ElasticLoadBalancingV2Client(config),
    new EC2Client(config),
  ];
  const { CertificateArn } = await acm.send(new RequestCertificateCommand({ DomainName: 'shop.test' }));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { LoadBalancers: [balancer] = [] } = await elbv2.send(
    new CreateLoadBalancerCommand({
      Name: 'web',
      Subnets: Subnets.slice(0, 2).flatMap(({ SubnetId }) => SubnetId ?? []),
    }),
  );
  const { Listeners: [listener] = [] } = await elbv2.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer?.LoadBalancerArn,
      Protocol: 'HTTPS',
      Port: 18_443,
      Certificates: [{ CertificateArn }],
      DefaultActions: [
        { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'hello' } },
      ],
    }),
  );
  await emulator.settled();
  const answer = await fetch(`${endpoint}/_drydock/listeners`);
  const told: ListenersAnswer = JSON.parse(await answer.text());
  const { url = '', bound } = told.listeners[0] ?? {};
  const port = bound?.state === 'listening' ? bound.port : 0;
  expect(url).toBe(`https://${balancer?.DNSName}:${port}/`);
  const ca = await (await fetch(`${endpoint}/_drydock/ca`)).text();
  const presented = { status: 200, body: 'hello', version: 'TLSv1.2' };
  expect(await httpsCall(port, { ca, servername: 'shop.test' })).toEqual({
    ...presented,
    certificate: 'shop.test',
  });

  const first = await importable('own.test');
  const { CertificateArn: own } = await acm.send(new ImportCertificateCommand(first.input));
  await elbv2.send(
    new AddListenerCertificatesCommand({
      ListenerArn: listener?.ListenerArn,
      Certificates: [{ CertificateArn: own }],
    }),
  );
  await emulator.settled();
  expect(await httpsCall(port, { ca: first.ca, servername: 'own.test' })).toMatchObject({
    certificate: 'own.test',
  });
  const second = await importable('own.test');
  await acm.send(new ImportCertificateCommand({ ...second.input, CertificateArn: own }));
  await emulator.settled();
  expect(await httpsCall(port, { ca: second.ca, servername: 'own.test' })).toMatchObject({
    certificate: 'own.test',
  });
  await expect(httpsCall(port, { ca: first.ca, servername: 'own.test' })).rejects.toThrow();
});
