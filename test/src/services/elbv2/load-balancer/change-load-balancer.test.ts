import {
  DeleteLoadBalancerCommand,
  DescribeCapacityReservationCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  type LoadBalancerAttribute,
  ModifyLoadBalancerAttributesCommand,
  SetSecurityGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createListener } from '../../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { defaultNetwork } from '../../../../support/services/default-network.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

const defaults: Readonly<Record<string, string>> = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'connection_logs.s3.enabled': 'false',
  'connection_logs.s3.bucket': '',
  'connection_logs.s3.prefix': '',
  'health_check_logs.s3.enabled': 'false',
  'health_check_logs.s3.bucket': '',
  'health_check_logs.s3.prefix': '',
  'client_keep_alive.seconds': '3600',
  'deletion_protection.enabled': 'false',
  'idle_timeout.timeout_seconds': '60',
  'ipv6.deny_all_igw_traffic': 'false',
  'load_balancing.cross_zone.enabled': 'true',
  'routing.http.desync_mitigation_mode': 'defensive',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
  'routing.http.preserve_host_header.enabled': 'false',
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
  'routing.http.xff_client_port.enabled': 'false',
  'routing.http.xff_header_processing.mode': 'append',
  'routing.http2.enabled': 'true',
  'waf.fail_open.enabled': 'false',
  'zonal_shift.config.enabled': 'false',
};

function listed(values: Readonly<Record<string, string>>): LoadBalancerAttribute[] {
  return Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
}

test('describe every attribute with its default', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  expect(
    await bodyOf(api.client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }))),
  ).toEqual({ Attributes: listed(defaults) });
});

test('accept the fourteen attributes that Terraform sets, and answer all of them', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const sent = {
    'access_logs.s3.enabled': 'false',
    'client_keep_alive.seconds': '3600',
    'connection_logs.s3.enabled': 'false',
    'deletion_protection.enabled': 'false',
    'idle_timeout.timeout_seconds': '120',
    'routing.http.desync_mitigation_mode': 'defensive',
    'routing.http.drop_invalid_header_fields.enabled': 'false',
    'routing.http.preserve_host_header.enabled': 'false',
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
    'routing.http.xff_client_port.enabled': 'false',
    'routing.http.xff_header_processing.mode': 'append',
    'routing.http2.enabled': 'true',
    'waf.fail_open.enabled': 'false',
    'zonal_shift.config.enabled': 'false',
  };
  const modified = await bodyOf(
    api.client.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: listed(sent) })),
  );
  expect(modified).toEqual({ Attributes: listed({ ...defaults, 'idle_timeout.timeout_seconds': '120' }) });
  expect(
    await bodyOf(api.client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }))),
  ).toEqual(modified);
});

const invalid: [string, string, string][] = [
  ['no.such.key', 'x', "Load balancer attribute key 'no.such.key' is not recognized"],
  ['toString', 'x', "Load balancer attribute key 'toString' is not recognized"],
  [
    'dns_record.client_routing_policy',
    'any_availability_zone',
    "Load balancer attribute key 'dns_record.client_routing_policy' is not recognized",
  ],
  ['client_keep_alive.seconds', '59', "'client_keep_alive.seconds' must be an integer between 60 and 604800"],
  [
    'idle_timeout.timeout_seconds',
    '4001',
    "'idle_timeout.timeout_seconds' must be an integer between 1 and 4000",
  ],
  [
    'idle_timeout.timeout_seconds',
    '1e3',
    "'idle_timeout.timeout_seconds' must be an integer between 1 and 4000",
  ],
  [
    'load_balancing.cross_zone.enabled',
    'false',
    "'load_balancing.cross_zone.enabled' must be one of '[true]'",
  ],
  ['routing.http2.enabled', 'yes', "'routing.http2.enabled' must be one of '[true, false]'"],
  [
    'routing.http.xff_header_processing.mode',
    'keep',
    "'routing.http.xff_header_processing.mode' must be one of '[append, preserve, remove]'",
  ],
  [
    'routing.http.desync_mitigation_mode',
    'off',
    "'routing.http.desync_mitigation_mode' must be one of '[defensive, monitor, strictest]'",
  ],
  [
    'connection_logs.s3.bucket',
    'b'.repeat(64),
    "'connection_logs.s3.bucket' must be at most 63 characters long",
  ],
];
const lacking: [string, string, string][] = [
  [
    'connection_logs.s3.enabled',
    'true',
    'Drydock does not implement connection logs (connection_logs.s3.enabled) yet.',
  ],
  [
    'health_check_logs.s3.enabled',
    'true',
    'Drydock does not implement health check logs (health_check_logs.s3.enabled) yet.',
  ],
];

test.each([
  ...invalid.map((row) => [...row, 'ValidationError'] as const),
  ...lacking.map((row) => [...row, 'NotImplementedException'] as const),
])('refuse the attribute %s=%s and change nothing', async (Key, Value, message, name) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const Attributes = [
    { Key: 'idle_timeout.timeout_seconds', Value: '90' },
    { Key, Value },
  ];
  expect(
    await errorOf(api.client.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }))),
  ).toEqual({ name, message, status: 400 });
  expect(
    await bodyOf(api.client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }))),
  ).toEqual({ Attributes: listed(defaults) });
});

test('set each attribute for the treatment of HTTP messages', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const set = {
    'routing.http.desync_mitigation_mode': 'strictest',
    'routing.http.drop_invalid_header_fields.enabled': 'true',
    'routing.http.preserve_host_header.enabled': 'true',
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'true',
    'routing.http.xff_client_port.enabled': 'true',
    'routing.http.xff_header_processing.mode': 'preserve',
    'connection_logs.s3.bucket': 'logs',
    'connection_logs.s3.prefix': 'web',
    'waf.fail_open.enabled': 'true',
    'zonal_shift.config.enabled': 'true',
  };
  expect(
    await bodyOf(
      api.client.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: listed(set) })),
    ),
  ).toEqual({ Attributes: listed({ ...defaults, ...set }) });
});

test('answer no capacity reservation', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  expect(await bodyOf(api.client.send(new DescribeCapacityReservationCommand({ LoadBalancerArn })))).toEqual({
    CapacityReservationState: [],
  });
});

test('set security groups', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { groupId } = defaultNetwork(api);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const set = (SecurityGroups: string[]) =>
    api.client.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups }));
  expect(await bodyOf(set([]))).toEqual({ SecurityGroupIds: [] });
  expect(await bodyOf(set([groupId]))).toEqual({ SecurityGroupIds: [groupId] });
  expect(await errorOf(set(['sg-0']))).toEqual({
    name: 'InvalidSecurityGroupException',
    message: "The security group 'sg-0' does not exist",
    status: 400,
  });
});

test('delete a load balancer with its listeners, leaving the target group', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const targetGroupArn = await createTargetGroup(api, 'app');
  const listenerArn = await createListener(api, LoadBalancerArn, 80, targetGroupArn);
  const remove = () => bodyOf(api.client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })));
  expect(await remove()).toEqual({});
  expect(
    await errorOf(api.client.send(new DescribeListenersCommand({ ListenerArns: [listenerArn] }))),
  ).toEqual({
    name: 'ListenerNotFoundException',
    message: 'One or more listeners not found',
    status: 400,
  });
  const { TargetGroups = [] } = await api.client.send(new DescribeTargetGroupsCommand({}));
  expect(TargetGroups.map((each) => [each.TargetGroupArn, each.LoadBalancerArns])).toEqual([
    [targetGroupArn, []],
  ]);
  expect(await remove()).toEqual({});
});

test('refuse to delete what is no load balancer by its ARN', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const remove = new DeleteLoadBalancerCommand({ LoadBalancerArn: 'web' });
  expect(await errorOf(api.client.send(remove))).toEqual({
    name: 'ValidationError',
    message: "'web' is not a valid load balancer ARN",
    status: 400,
  });
});

test('keep a load balancer that is protected from deletion', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const protect = (Value: string) =>
    api.client.send(
      new ModifyLoadBalancerAttributesCommand({
        LoadBalancerArn,
        Attributes: [{ Key: 'deletion_protection.enabled', Value }],
      }),
    );
  await protect('true');
  expect(await errorOf(api.client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })))).toEqual({
    name: 'OperationNotPermittedException',
    message: `Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
    status: 400,
  });
  await protect('false');
  await api.client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
  expect((await api.client.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
});
