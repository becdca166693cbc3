import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type LoadBalancerTypeEnum,
  type ProtocolEnum,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startEmulator } from '../../../../emulator/start.ts';
import { echoService } from '../../../support/grpc/echo-service.ts';
import { grpcClient } from '../../../support/grpc/grpc-client.ts';
import { startGrpcTarget } from '../../../support/grpc/grpc-target.ts';
import { until } from '../../../support/until.ts';

const plain = (bytes: Buffer): Buffer => bytes;

/** Puts a target behind a load balancer by the API alone, and resolves with the listener's port once it is healthy. */
async function serve(
  endpoint: string,
  targetPort: number,
  {
    Type,
    group,
    listener,
  }: {
    readonly Type: LoadBalancerTypeEnum;
    readonly group: { readonly Protocol: ProtocolEnum; readonly ProtocolVersion?: string };
    readonly listener: { readonly Protocol: ProtocolEnum; readonly AlpnPolicy?: string[] };
  },
): Promise<number> {
  const client = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const elbv2 = new ElasticLoadBalancingV2Client(client);
  const { Subnets: [a, b] = [] } = await new EC2Client(client).send(new DescribeSubnetsCommand({}));
  const { CertificateArn } = await new ACMClient(client).send(
    new RequestCertificateCommand({ DomainName: 'shop.test', KeyAlgorithm: 'EC_prime256v1' }),
  );
  const { LoadBalancers: [balancer] = [] } = await elbv2.send(
    new CreateLoadBalancerCommand({ Name: 'cart', Type, Subnets: [a?.SubnetId ?? '', b?.SubnetId ?? ''] }),
  );
  const { TargetGroups: [created] = [] } = await elbv2.send(
    new CreateTargetGroupCommand({
      Name: 'cart',
      ...group,
      Port: targetPort,
      TargetType: 'ip',
      VpcId: a?.VpcId,
    }),
  );
  const { TargetGroupArn } = created ?? {};
  await elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '127.0.0.1' }] }));
  const { Listeners: [made] = [] } = await elbv2.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer?.LoadBalancerArn,
      ...listener,
      Port: 8443,
      Certificates: [{ CertificateArn }],
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  let state: string | undefined;
  const endsAtMs = performance.now() + 10_000;
  while (state !== 'healthy') {
    const health = await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    state = health.TargetHealthDescriptions?.[0]?.TargetHealth?.State;
    if (performance.now() > endsAtMs) throw new Error(`the target is ${state}`);
  }
  const listeners: unknown = await (await fetch(`${endpoint}/_drydock/listeners`)).json();
  const text = JSON.stringify(listeners);
  expect(text).toContain(made?.ListenerArn);
  return Number(/"url":"[^"]*:(\d+)/.exec(text)?.[1]);
}

test.each([
  {
    title: 'an Application Load Balancer speaks gRPC to its target',
    Type: 'application',
    group: { Protocol: 'HTTP', ProtocolVersion: 'GRPC' },
    listener: { Protocol: 'HTTPS' },
    tls: false,
  },
  {
    title: 'a Network Load Balancer passes gRPC to a target of TCP',
    Type: 'network',
    group: { Protocol: 'TCP' },
    listener: { Protocol: 'TLS', AlpnPolicy: ['HTTP2Only'] },
    tls: false,
  },
  {
    title: 'a Network Load Balancer passes gRPC to a target of TLS',
    Type: 'network',
    group: { Protocol: 'TLS' },
    listener: { Protocol: 'TLS', AlpnPolicy: ['HTTP2Preferred'] },
    tls: true,
  },
] as const)('$title, made by the API alone', async ({ Type, group, listener, tls }) => {
  await using target = await startGrpcTarget({}, { tls });
  await using emulator = await startEmulator({ runtime: 'simulated' }, { log: pino({ level: 'silent' }) });
  const { AlpnPolicy, ...rest } = { AlpnPolicy: undefined, ...listener };
  const port = await serve(emulator.endpoint, target.port, {
    Type,
    group,
    listener: { ...rest, ...(AlpnPolicy === undefined ? {} : { AlpnPolicy: [...AlpnPolicy] }) },
  });
  const ca = await (await fetch(`${emulator.endpoint}/_drydock/ca`)).text();
  using connected = grpcClient(port, ca, 'shop.test');
  const answers: string[] = [];
  connected.client.makeUnaryRequest(
    echoService.once.path,
    plain,
    plain,
    Buffer.from('hello'),
    (error, answer) => answers.push(error?.message ?? String(answer)),
  );
  await until('an answer', () => answers.length === 1);
  expect(answers).toEqual(['hello']);
});
