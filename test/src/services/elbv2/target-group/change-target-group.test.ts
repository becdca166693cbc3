import {
  DeleteTargetGroupCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createListener } from '../../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('modify the health check, keeping what is not named', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const TargetGroupArn = await createTargetGroup(api, 'app', { HealthCheckPath: '/up' });
  const modified = await bodyOf(
    api.client.send(
      new ModifyTargetGroupCommand({
        TargetGroupArn,
        HealthCheckIntervalSeconds: 10,
        HealthCheckPort: '9000',
        Matcher: { HttpCode: '200,204' },
      }),
    ),
  );
  expect(modified.TargetGroups).toMatchObject([
    {
      HealthCheckPath: '/up',
      HealthCheckIntervalSeconds: 10,
      HealthCheckTimeoutSeconds: 5,
      HealthCheckPort: '9000',
      Matcher: { HttpCode: '200,204' },
    },
  ]);
  expect(await bodyOf(api.client.send(new DescribeTargetGroupsCommand({})))).toEqual(modified);
});

test('describe attributes with their defaults, and change the four that Terraform sets', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const TargetGroupArn = await createTargetGroup(api, 'app');
  const defaults = {
    'deregistration_delay.timeout_seconds': '300',
    'load_balancing.algorithm.anomaly_mitigation': 'off',
    'load_balancing.algorithm.type': 'round_robin',
    'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
    'slow_start.duration_seconds': '0',
    'stickiness.enabled': 'false',
    'stickiness.type': 'lb_cookie',
    'stickiness.lb_cookie.duration_seconds': '86400',
    'stickiness.app_cookie.cookie_name': '',
    'stickiness.app_cookie.duration_seconds': '86400',
    'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
    'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
  };
  const listed = (values: Record<string, string>) =>
    Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
  const described = () =>
    bodyOf(api.client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })));
  expect(await described()).toEqual({ Attributes: listed(defaults) });
  const sent = {
    'deregistration_delay.timeout_seconds': '0',
    'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
    'load_balancing.algorithm.type': 'round_robin',
    'slow_start.duration_seconds': '0',
  };
  const modified = await bodyOf(
    api.client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: listed(sent) })),
  );
  expect(modified).toEqual({ Attributes: listed({ ...defaults, ...sent }) });
  expect(await described()).toEqual(modified);
  expect(
    await errorOf(
      api.client.send(
        new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [{ Key: 'x', Value: '1' }] }),
      ),
    ),
  ).toEqual({
    name: 'ValidationError',
    message: "Target group attribute key 'x' is not recognized",
    status: 400,
  });
});

test('delete a target group with its tags, but not while a listener uses it', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const used = await createTargetGroup(api, 'used');
  await createListener(api, LoadBalancerArn, 80, used);
  const free = await createTargetGroup(api, 'free', { Tags: [{ Key: 'a', Value: 'b' }] });
  const remove = (TargetGroupArn: string) =>
    api.client.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
  expect(await errorOf(remove(used))).toEqual({
    name: 'ResourceInUseException',
    message: `Target group '${used}' is currently in use by a listener or a rule`,
    status: 400,
  });
  expect(await bodyOf(remove(free))).toEqual({});
  expect(await bodyOf(remove(free))).toEqual({});
  expect(await errorOf(api.client.send(new DescribeTagsCommand({ ResourceArns: [free] })))).toEqual({
    name: 'TargetGroupNotFoundException',
    message: 'One or more target groups not found',
    status: 400,
  });
});
