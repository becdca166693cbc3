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
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createListener } from '../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../support/services/create-target-group.ts';
import { defaultNetwork } from '../../../support/services/default-network.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

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

test.each([
  ['no.such.key', 'x', "Load balancer attribute key 'no.such.key' is not recognized"],
  [
    'idle_timeout.timeout_seconds',
    '4001',
    "Drydock does not support the value '4001' of the attribute 'idle_timeout.timeout_seconds'",
  ],
  [
    'routing.http.xff_header_processing.mode',
    'keep',
    "Drydock does not support the value 'keep' of the attribute 'routing.http.xff_header_processing.mode'",
  ],
  [
    'routing.http.desync_mitigation_mode',
    'off',
    "Drydock does not support the value 'off' of the attribute 'routing.http.desync_mitigation_mode'",
  ],
  [
    'access_logs.s3.enabled',
    'true',
    "Drydock does not support the value 'true' of the attribute 'access_logs.s3.enabled'",
  ],
])('refuse the attribute %s=%s and change nothing', async (Key, Value, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const Attributes = [
    { Key: 'idle_timeout.timeout_seconds', Value: '90' },
    { Key, Value },
  ];
  expect(
    await errorOf(api.client.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }))),
  ).toEqual({ name: 'ValidationError', message, status: 400 });
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
