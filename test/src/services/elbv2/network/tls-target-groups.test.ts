import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { errorOf } from '../../../../support/error-of.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test.each([
  ['TCP', {}, ['TCP', undefined, 10, undefined]],
  ['HTTP', { HealthCheckProtocol: 'HTTP' }, ['HTTP', '/', 6, { HttpCode: '200-399' }]],
  ['HTTPS', { HealthCheckProtocol: 'HTTPS' }, ['HTTPS', '/', 10, { HttpCode: '200-399' }]],
] as const)('create a TLS target group that is checked by %s', async (_how, settings, expected) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = await createTargetGroup(api, 'tls', { Protocol: 'TLS', Port: 443, ...settings });
  const { TargetGroups: [group] = [] } = await api.client.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }),
  );
  expect([group?.Protocol, group?.ProtocolVersion]).toEqual(['TLS', undefined]);
  expect([
    group?.HealthCheckProtocol,
    group?.HealthCheckPath,
    group?.HealthCheckTimeoutSeconds,
    group?.Matcher,
  ]).toEqual(expected);
});

test('change a check by TCP to one by HTTPS', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const TargetGroupArn = await createTargetGroup(api, 'tls', { Protocol: 'TLS' });
  const { TargetGroups: [group] = [] } = await api.client.send(
    new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckProtocol: 'HTTPS', HealthCheckPath: '/up' }),
  );
  expect([group?.HealthCheckProtocol, group?.HealthCheckPath]).toEqual(['HTTPS', '/up']);
});

test('a TLS group knows no stickiness, and takes the proxy protocol', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const TargetGroupArn = await createTargetGroup(api, 'tls', { Protocol: 'TLS' });
  const modify = (Key: string) =>
    api.client.send(
      new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [{ Key, Value: 'true' }] }),
    );
  expect(await errorOf(modify('stickiness.enabled'))).toEqual({
    name: 'ValidationError',
    message: "'stickiness.enabled' must be one of '[false]'",
    status: 400,
  });
  await modify('proxy_protocol_v2.enabled');
  const { Attributes = [] } = await api.client.send(
    new DescribeTargetGroupAttributesCommand({ TargetGroupArn }),
  );
  expect(Attributes.filter(({ Value }) => Value === 'true').map(({ Key }) => Key)).toEqual([
    'proxy_protocol_v2.enabled',
    'target_health_state.unhealthy.connection_termination.enabled',
  ]);
});
