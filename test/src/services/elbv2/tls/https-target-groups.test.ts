import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { routingSnapshot } from '../../../../../emulator/reconciler/routing.ts';
import { createListener } from '../../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('create a target group of HTTPS, whose health is checked by HTTP unless HTTPS is asked for', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const usual = await createTargetGroup(api, 'a', { Protocol: 'HTTPS', Port: 443 });
  const secure = await createTargetGroup(api, 'b', { Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS' });
  const protocols = async () =>
    (
      await api.client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [usual, secure] }))
    ).TargetGroups?.map(({ Protocol, HealthCheckProtocol }) => [Protocol, HealthCheckProtocol]);
  expect(await protocols()).toEqual([
    ['HTTPS', 'HTTP'],
    ['HTTPS', 'HTTPS'],
  ]);
  await api.client.send(
    new ModifyTargetGroupCommand({ TargetGroupArn: usual, HealthCheckProtocol: 'HTTPS' }),
  );
  await api.client.send(new ModifyTargetGroupCommand({ TargetGroupArn: secure, HealthCheckPath: '/up' }));
  expect(await protocols()).toEqual([
    ['HTTPS', 'HTTPS'],
    ['HTTPS', 'HTTPS'],
  ]);
});

test('the data path speaks TLS to the targets of such a group', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const arn = await createTargetGroup(api, 'a', { Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS' });
  await createListener(api, LoadBalancerArn, 80, arn);
  const { elbv2 } = api.context;
  await api.client.send(
    new RegisterTargetsCommand({ TargetGroupArn: arn, Targets: [{ Id: '172.31.0.9', Port: 443 }] }),
  );
  const { targetGroups } = routingSnapshot({
    ...elbv2,
    certificate: () => undefined,
    listenerAddresses: () => [],
    instanceAddress: () => undefined,
  });
  const group = targetGroups.get(arn);
  expect([group?.healthCheck.protocol, group?.targets.map(({ tls }) => tls)]).toEqual(['HTTPS', [true]]);
});
