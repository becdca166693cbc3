import {
  CreateListenerCommand,
  CreateRuleCommand,
  type CreateTargetGroupCommandInput,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { routingSnapshot } from '../../../../../emulator/reconciler/routing.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createListener } from '../../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';
import { storedCertificate } from '../../../../support/tls/stored-certificate.ts';

type Api = ServicesApi<ElasticLoadBalancingV2Client>;

async function described(api: Api, arn: string) {
  const { TargetGroups: [group] = [] } = await api.client.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }),
  );
  return group;
}

async function httpsListener(api: Api, loadBalancerArn: string, targetGroupArn: string): Promise<string> {
  const CertificateArn = await storedCertificate(api, 'shop.test');
  const { Listeners: [created] = [] } = await api.client.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancerArn,
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn }],
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  return created?.ListenerArn ?? '';
}

test.each([
  ['HTTP2', '/', { HttpCode: '200' }],
  ['GRPC', '/AWS.ALB/healthcheck', { GrpcCode: '12' }],
] as const)(
  'create a target group of version %s with its default health check',
  async (version, path, matcher) => {
    await using api = await startServicesApi(ElasticLoadBalancingV2Client);
    const arn = await createTargetGroup(api, 'app', { ProtocolVersion: version });
    expect(await described(api, arn)).toMatchObject({
      Protocol: 'HTTP',
      ProtocolVersion: version,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      HealthCheckPath: path,
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      Matcher: matcher,
    });
    expect(await createTargetGroup(api, 'app', { ProtocolVersion: version })).toBe(arn);
  },
);

test('change the codes and the method of a gRPC health check', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = await createTargetGroup(api, 'app', { ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '0' } });
  await api.client.send(
    new ModifyTargetGroupCommand({
      TargetGroupArn: arn,
      HealthCheckPath: '/grpc.health.v1.Health/Check',
      Matcher: { GrpcCode: '0,5-12,99' },
    }),
  );
  const { Matcher, HealthCheckPath } = (await described(api, arn)) ?? {};
  expect([Matcher, HealthCheckPath]).toEqual([{ GrpcCode: '0,5-12,99' }, '/grpc.health.v1.Health/Check']);
});

const refusals: [string, Partial<CreateTargetGroupCommandInput>, string, string][] = [
  [
    'a gRPC code beyond 99',
    { ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '0,100' } },
    'ValidationError',
    "Health check matcher GRPC code '0,100' must be within '0-99'",
  ],
  [
    'a range without an end',
    { ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '0-' } },
    'ValidationError',
    "Health check matcher GRPC code '0-' must be within '0-99'",
  ],
  [
    'HTTP codes of gRPC',
    { ProtocolVersion: 'GRPC', Matcher: { HttpCode: '200' } },
    'InvalidConfigurationRequestException',
    "Health check matcher HTTP codes are not supported for target groups with the protocol-version 'GRPC'",
  ],
  [
    'gRPC codes of HTTP/2',
    { ProtocolVersion: 'HTTP2', Matcher: { GrpcCode: '12' } },
    'InvalidConfigurationRequestException',
    "Health check matcher GRPC codes are not supported for target groups with the protocol-version 'HTTP2'",
  ],
  [
    'gRPC codes of HTTP/1.1',
    { Matcher: { GrpcCode: '12' } },
    'InvalidConfigurationRequestException',
    "Health check matcher GRPC codes are not supported for target groups with the protocol-version 'HTTP1'",
  ],
  [
    'a version that there is not',
    { ProtocolVersion: 'HTTP3' },
    'ValidationError',
    "Protocol version 'HTTP3' must be one of 'GRPC, HTTP1, HTTP2'",
  ],
  [
    'a version of TCP',
    { Protocol: 'TCP', ProtocolVersion: 'GRPC' },
    'ValidationError',
    'A protocol version cannot be specified for TCP target groups',
  ],
  [
    'another version under the same name',
    { Name: 'taken', ProtocolVersion: 'GRPC' },
    'DuplicateTargetGroupNameException',
    "A target group with the same name 'taken' exists, but with different settings",
  ],
];

test.each(refusals)('refuse %s', async (_what, settings, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  await createTargetGroup(api, 'taken');
  expect(await errorOf(createTargetGroup(api, 'app', settings))).toEqual({ name, message, status: 400 });
});

test.each(['HTTP2', 'GRPC'] as const)(
  'an HTTP listener cannot send to a group of version %s, by its default nor by a rule',
  async (version) => {
    await using api = await startServicesApi(ElasticLoadBalancingV2Client);
    const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
    const arn = await createTargetGroup(api, 'app', { ProtocolVersion: version });
    const plain = await createTargetGroup(api, 'plain');
    const listener = await createListener(api, LoadBalancerArn, 80, plain);
    const refusal = {
      name: 'InvalidConfigurationRequestException',
      message: `Listener protocol 'HTTP' is not supported with a target group with the protocol-version '${version}'`,
      status: 400,
    };
    const Actions = [{ Type: 'forward' as const, TargetGroupArn: arn }];
    expect(await errorOf(createListener(api, LoadBalancerArn, 81, arn))).toEqual(refusal);
    expect(
      await errorOf(
        api.client.send(
          new CreateRuleCommand({
            ListenerArn: listener,
            Priority: 1,
            Conditions: [{ Field: 'path-pattern', Values: ['/a'] }],
            Actions,
          }),
        ),
      ),
    ).toEqual(refusal);
    expect(
      await errorOf(
        api.client.send(new ModifyListenerCommand({ ListenerArn: listener, DefaultActions: Actions })),
      ),
    ).toEqual(refusal);
  },
);

test('a listener that sends to a gRPC group stays one of HTTPS', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const plain = await createTargetGroup(api, 'plain');
  const arn = await createTargetGroup(api, 'app', { ProtocolVersion: 'GRPC' });
  const listener = await httpsListener(api, LoadBalancerArn, plain);
  await api.client.send(
    new CreateRuleCommand({
      ListenerArn: listener,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/shop.Cart/*'] }],
      Actions: [{ Type: 'forward', TargetGroupArn: arn }],
    }),
  );
  expect(
    await errorOf(api.client.send(new ModifyListenerCommand({ ListenerArn: listener, Protocol: 'HTTP' }))),
  ).toEqual({
    name: 'InvalidConfigurationRequestException',
    message: "Listener protocol 'HTTP' is not supported with a target group with the protocol-version 'GRPC'",
    status: 400,
  });
});

test('the data path speaks the version to the targets, and in their health checks', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const arn = await createTargetGroup(api, 'a', { ProtocolVersion: 'GRPC' });
  await httpsListener(api, LoadBalancerArn, arn);
  await api.client.send(
    new RegisterTargetsCommand({ TargetGroupArn: arn, Targets: [{ Id: '172.31.0.9', Port: 50_051 }] }),
  );
  const { targetGroups } = routingSnapshot({
    ...api.context.elbv2,
    certificate: () => undefined,
    listenerAddresses: () => [],
    instanceAddress: () => undefined,
  });
  const group = targetGroups.get(arn);
  const { version, path, matcher } = group?.healthCheck ?? {};
  expect([
    group?.protocolVersion,
    { version, path, matcher },
    group?.targets.map(({ http2 }) => http2),
  ]).toEqual(['GRPC', { version: 'GRPC', path: '/AWS.ALB/healthcheck', matcher: '12' }, [true]]);
});
