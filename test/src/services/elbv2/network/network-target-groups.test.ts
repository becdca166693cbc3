import {
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { defaultNetwork } from '../../../../support/services/default-network.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test.each(['TCP', 'UDP', 'TCP_UDP'] as const)(
  'create a %s target group that is checked over TCP',
  async (Protocol) => {
    await using api = await startServicesApi(ElasticLoadBalancingV2Client);
    const { vpcId } = defaultNetwork(api);
    const input = { Name: 'flows', Protocol, Port: 53, VpcId: vpcId, TargetType: 'ip' } as const;
    const created = await bodyOf(api.client.send(new CreateTargetGroupCommand(input)));
    expect(created).toEqual({
      TargetGroups: [
        {
          TargetGroupArn: expect.stringMatching(/:targetgroup\/flows\/[0-9a-f]{16}$/),
          TargetGroupName: 'flows',
          Protocol,
          Port: 53,
          VpcId: vpcId,
          HealthCheckProtocol: 'TCP',
          HealthCheckPort: 'traffic-port',
          HealthCheckEnabled: true,
          HealthCheckIntervalSeconds: 30,
          HealthCheckTimeoutSeconds: 10,
          HealthyThresholdCount: 5,
          UnhealthyThresholdCount: 2,
          LoadBalancerArns: [],
          TargetType: 'ip',
          IpAddressType: 'ipv4',
        },
      ],
    });
    expect(await bodyOf(api.client.send(new CreateTargetGroupCommand(input)))).toEqual(created);
    expect(await bodyOf(api.client.send(new DescribeTargetGroupsCommand({ Names: ['flows'] })))).toEqual(
      created,
    );
  },
);

test('check over HTTP with defaults of its own, and over TCP again', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const TargetGroupArn = await createTargetGroup(api, 'flows', {
    Protocol: 'TCP',
    HealthCheckProtocol: 'HTTP',
  });
  const found = async () => (await api.client.send(new DescribeTargetGroupsCommand({}))).TargetGroups?.[0];
  expect(await found()).toMatchObject({
    HealthCheckProtocol: 'HTTP',
    HealthCheckPath: '/',
    HealthCheckTimeoutSeconds: 6,
    Matcher: { HttpCode: '200-399' },
  });
  const modify = (change: object) =>
    api.client.send(new ModifyTargetGroupCommand({ TargetGroupArn, ...change }));
  await modify({
    HealthCheckPath: '/health',
    Matcher: { HttpCode: '200,500-599' },
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 3,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 4,
  });
  expect(await found()).toMatchObject({
    HealthCheckPath: '/health',
    Matcher: { HttpCode: '200,500-599' },
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 3,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 4,
  });
  await modify({ HealthCheckProtocol: 'TCP' });
  const tcp = await found();
  expect([tcp?.HealthCheckProtocol, tcp?.HealthCheckPath, tcp?.Matcher]).toEqual([
    'TCP',
    undefined,
    undefined,
  ]);
});

const refusals: [string, Partial<CreateTargetGroupCommandInput>, string, string][] = [
  [
    'a matcher of a TCP check',
    { Matcher: { HttpCode: '200' } },
    'InvalidConfigurationRequestException',
    'Custom health check matchers are not supported for health checks for target groups with the TCP protocol',
  ],
  [
    'a path of a TCP check',
    { HealthCheckPath: '/' },
    'InvalidConfigurationRequestException',
    'A health check path cannot be specified for health checks with the TCP protocol',
  ],
  [
    'a matcher beyond 599',
    { HealthCheckProtocol: 'HTTP', Matcher: { HttpCode: '200-600' } },
    'ValidationError',
    "Health check matcher HTTP code '200-600' must be within '200-599'",
  ],
  [
    'a path that does not begin with a slash',
    { HealthCheckProtocol: 'HTTP', HealthCheckPath: 'health' },
    'ValidationError',
    "Health check path 'health' must begin with '/' and have at most 1024 characters",
  ],
  [
    'a check over UDP',
    { HealthCheckProtocol: 'UDP' },
    'ValidationError',
    "Health check protocol 'UDP' must be one of 'HTTP, HTTPS, TCP'",
  ],
  [
    'a timeout longer than the interval',
    { HealthCheckIntervalSeconds: 9 },
    'ValidationError',
    "Health check timeout '10' must be smaller than the interval '9'",
  ],
  [
    'no health check',
    { HealthCheckEnabled: false },
    'ValidationError',
    'Health check enabled must be true for target groups with target type other than lambda',
  ],
  [
    'a protocol version',
    { ProtocolVersion: 'HTTP1' },
    'ValidationError',
    'A protocol version cannot be specified for TCP target groups',
  ],
  [
    'the name of a group of another protocol',
    { Name: 'taken' },
    'DuplicateTargetGroupNameException',
    "A target group with the same name 'taken' exists, but with different settings",
  ],
];

test.each(refusals)('refuse %s', async (_what, settings, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  await createTargetGroup(api, 'taken', { Protocol: 'UDP' });
  const { vpcId: VpcId } = defaultNetwork(api);
  const input = { Name: 'flows', Protocol: 'TCP', Port: 80, VpcId, TargetType: 'ip', ...settings } as const;
  expect(await errorOf(api.client.send(new CreateTargetGroupCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});

const defaults = {
  'deregistration_delay.timeout_seconds': '300',
  'deregistration_delay.connection_termination.enabled': 'false',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'preserve_client_ip.enabled': 'false',
  'proxy_protocol_v2.enabled': 'false',
  'stickiness.enabled': 'false',
  'stickiness.type': 'source_ip',
  'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
  'target_health_state.unhealthy.connection_termination.enabled': 'true',
  'target_health_state.unhealthy.draining_interval_seconds': '0',
};

function asRecord(attributes: readonly { Key?: string; Value?: string }[] = []) {
  return Object.fromEntries(attributes.map(({ Key, Value }) => [Key, Value]));
}

test.each([
  { Protocol: 'TCP', TargetType: 'ip', differ: {} },
  { Protocol: 'TCP', TargetType: 'instance', differ: { 'preserve_client_ip.enabled': 'true' } },
  {
    Protocol: 'UDP',
    TargetType: 'ip',
    differ: {
      'preserve_client_ip.enabled': 'true',
      'deregistration_delay.connection_termination.enabled': 'true',
      'target_health_state.unhealthy.connection_termination.enabled': 'false',
    },
  },
] as const)('describe the attributes of a $Protocol group of $TargetType targets', async (each) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { Protocol, TargetType, differ } = each;
  const TargetGroupArn = await createTargetGroup(api, 'flows', { Protocol, TargetType });
  const described = new DescribeTargetGroupAttributesCommand({ TargetGroupArn });
  expect(asRecord((await api.client.send(described)).Attributes)).toEqual({ ...defaults, ...differ });
});

test('change the attributes of a TCP group, and answer all of them', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const TargetGroupArn = await createTargetGroup(api, 'flows', { Protocol: 'TCP' });
  const changes = {
    'deregistration_delay.timeout_seconds': '10',
    'deregistration_delay.connection_termination.enabled': 'true',
    'preserve_client_ip.enabled': 'true',
    'proxy_protocol_v2.enabled': 'true',
    'stickiness.enabled': 'true',
    'stickiness.type': 'source_ip',
    'target_health_state.unhealthy.connection_termination.enabled': 'false',
    'load_balancing.cross_zone.enabled': 'true',
  };
  const Attributes = Object.entries(changes).map(([Key, Value]) => ({ Key, Value }));
  const changed = await api.client.send(
    new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }),
  );
  expect(asRecord(changed.Attributes)).toEqual({ ...defaults, ...changes });
  const described = new DescribeTargetGroupAttributesCommand({ TargetGroupArn });
  expect(asRecord((await api.client.send(described)).Attributes)).toEqual({ ...defaults, ...changes });
});

test.each([
  [
    'slow_start.duration_seconds',
    '30',
    "Target group attribute key 'slow_start.duration_seconds' is not recognized",
  ],
  ['stickiness.type', 'cookie', "'stickiness.type' must be one of '[source_ip]'"],
  [
    'stickiness.type',
    'lb_cookie',
    "Stickiness type 'lb_cookie' is not supported for target groups with the TCP protocol",
    'InvalidConfigurationRequestException',
  ],
  ['proxy_protocol_v2.enabled', 'on', "'proxy_protocol_v2.enabled' must be one of '[false, true]'"],
  [
    'target_health_state.unhealthy.draining_interval_seconds',
    '360001',
    "'target_health_state.unhealthy.draining_interval_seconds' must be an integer between 0 and 360000",
  ],
  [
    'target_health_state.unhealthy.draining_interval_seconds',
    '30',
    'Drydock does not implement the draining of unhealthy targets (target_health_state.unhealthy.draining_interval_seconds) yet.',
    'NotImplementedException',
  ],
])('refuse the attribute %s = %s', async (Key, Value, message, name = 'ValidationError') => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const TargetGroupArn = await createTargetGroup(api, 'flows', { Protocol: 'TCP' });
  const input = { TargetGroupArn, Attributes: [{ Key, Value }] };
  expect(await errorOf(api.client.send(new ModifyTargetGroupAttributesCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});
