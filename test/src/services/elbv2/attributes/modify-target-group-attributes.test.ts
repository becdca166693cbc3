import {
  DescribeTargetGroupAttributesCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

function listed(values: Record<string, string>) {
  return Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
}

test('ModifyTargetGroupAttributes answers the whole list, which Describe then answers too', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const TargetGroupArn = await createTargetGroup(api, 'app');
  const sent = {
    'load_balancing.algorithm.type': 'least_outstanding_requests',
    'load_balancing.cross_zone.enabled': 'false',
    'stickiness.enabled': 'true',
    'stickiness.type': 'app_cookie',
    'stickiness.app_cookie.cookie_name': 'SESSION',
    'stickiness.app_cookie.duration_seconds': '3600',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '2',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': '50',
    'target_group_health.dns_failover.minimum_healthy_targets.count': 'off',
  };
  const modified = await bodyOf(
    api.client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: listed(sent) })),
  );
  expect(modified).toEqual({
    Attributes: listed({
      'deregistration_delay.timeout_seconds': '300',
      'load_balancing.algorithm.anomaly_mitigation': 'off',
      'load_balancing.algorithm.type': 'least_outstanding_requests',
      'load_balancing.cross_zone.enabled': 'false',
      'slow_start.duration_seconds': '0',
      'stickiness.enabled': 'true',
      'stickiness.type': 'app_cookie',
      'stickiness.lb_cookie.duration_seconds': '86400',
      'stickiness.app_cookie.cookie_name': 'SESSION',
      'stickiness.app_cookie.duration_seconds': '3600',
      'target_group_health.dns_failover.minimum_healthy_targets.count': 'off',
      'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '2',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': '50',
    }),
  });
  expect(await bodyOf(api.client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })))).toEqual(
    modified,
  );
});

test.each([
  [
    { 'slow_start.duration_seconds': '30', 'load_balancing.algorithm.type': 'least_outstanding_requests' },
    'InvalidConfigurationRequestException',
    'You cannot enable both slow start mode and least outstanding requests',
  ],
  [
    { 'stickiness.lb_cookie.duration_seconds': '0' },
    'ValidationError',
    "'stickiness.lb_cookie.duration_seconds' must be an integer between 1 and 604800",
  ],
  [
    {
      'load_balancing.algorithm.type': 'weighted_random',
      'load_balancing.algorithm.anomaly_mitigation': 'on',
    },
    'NotImplementedException',
    'Drydock does not implement anomaly mitigation (load_balancing.algorithm.anomaly_mitigation) yet.',
  ],
])('ModifyTargetGroupAttributes refuses %j and changes nothing', async (sent, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const TargetGroupArn = await createTargetGroup(api, 'app');
  const described = () =>
    bodyOf(api.client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })));
  const before = await described();
  const Attributes = listed({ 'deregistration_delay.timeout_seconds': '1', ...sent });
  expect(
    await errorOf(api.client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }))),
  ).toEqual({ name, message, status: 400 });
  expect(await described()).toEqual(before);
});

test('ModifyTargetGroupAttributes knows only target groups that there are', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const TargetGroupArn = `${await createTargetGroup(api, 'app')}0`;
  const sent = [
    api.client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [] })),
    api.client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })),
  ];
  for (const each of sent)
    expect(await errorOf(each)).toEqual({
      name: 'TargetGroupNotFoundException',
      message: 'One or more target groups not found',
      status: 400,
    });
});
