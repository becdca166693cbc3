import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
  SetSecurityGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { errorOf } from '../../../support/error-of.ts';
import { createListener } from '../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../support/services/create-target-group.ts';
import { defaultNetwork } from '../../../support/services/default-network.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

const strangers = [{ accountId: '111111111111' }, { region: 'eu-west-1' }];

test.each(strangers)('let %j neither see nor touch what another account and region has', async (stranger) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const TargetGroupArn = await createTargetGroup(api, 'app');
  const ListenerArn = await createListener(api, LoadBalancerArn, 80, TargetGroupArn);
  const elbv2 = api.as(stranger);

  expect((await elbv2.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
  expect((await elbv2.send(new DescribeTargetGroupsCommand({}))).TargetGroups).toEqual([]);
  const nameOf = async (sent: Promise<unknown>) => (await errorOf(sent)).name;
  expect(
    await Promise.all([
      nameOf(elbv2.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [LoadBalancerArn] }))),
      nameOf(elbv2.send(new DescribeLoadBalancersCommand({ Names: ['web'] }))),
      nameOf(elbv2.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }))),
      nameOf(elbv2.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups: [] }))),
      nameOf(elbv2.send(new DescribeListenersCommand({ LoadBalancerArn }))),
      nameOf(
        elbv2.send(
          new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 81, DefaultActions: [] }),
        ),
      ),
    ]),
  ).toEqual(Array(6).fill('LoadBalancerNotFoundException'));
  const Targets = [{ Id: '172.31.0.5' }];
  expect(
    await Promise.all([
      nameOf(elbv2.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [TargetGroupArn] }))),
      nameOf(elbv2.send(new DescribeTargetGroupsCommand({ Names: ['app'] }))),
      nameOf(elbv2.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath: '/x' }))),
      nameOf(elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }))),
      nameOf(elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }))),
      nameOf(elbv2.send(new DescribeTagsCommand({ ResourceArns: [TargetGroupArn] }))),
    ]),
  ).toEqual(Array(6).fill('TargetGroupNotFoundException'));
  const Tags = [{ Key: 'a', Value: 'b' }];
  expect(
    await Promise.all([
      nameOf(elbv2.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn] }))),
      nameOf(elbv2.send(new DescribeRulesCommand({ ListenerArn }))),
      nameOf(elbv2.send(new ModifyListenerCommand({ ListenerArn, Port: 81 }))),
      nameOf(elbv2.send(new DeleteListenerCommand({ ListenerArn }))),
      nameOf(elbv2.send(new AddTagsCommand({ ResourceArns: [ListenerArn], Tags }))),
    ]),
  ).toEqual(Array(5).fill('ListenerNotFoundException'));

  await elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
  await elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
  expect((await api.client.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toHaveLength(1);
  expect((await api.client.send(new DescribeTargetGroupsCommand({}))).TargetGroups).toHaveLength(1);
});

test('refuse the networks and target groups of another account', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const own = defaultNetwork(api);
  const other = defaultNetwork(api, '111111111111');
  const foreignGroup = await createTargetGroup(api, 'app');
  const elbv2 = api.as({ accountId: '111111111111' });
  const [a, b] = other.subnetIds;
  const create = (Subnets: string[], SecurityGroups?: string[]) =>
    elbv2.send(new CreateLoadBalancerCommand({ Name: 'mine', Subnets, SecurityGroups }));
  expect((await errorOf(create([...own.subnetIds]))).message).toBe(
    `The subnet ID '${own.subnetIds[0]}' does not exist`,
  );
  expect((await errorOf(create([a, b], [own.groupId]))).message).toBe(
    `The security group '${own.groupId}' does not exist`,
  );
  expect(
    (
      await errorOf(
        elbv2.send(new CreateTargetGroupCommand({ Name: 'g', Protocol: 'HTTP', Port: 80, VpcId: own.vpcId })),
      )
    ).message,
  ).toBe(`The VPC ID '${own.vpcId}' is not found`);
  const { LoadBalancers: [mine] = [] } = await create([a, b]);
  const forward = elbv2.send(
    new CreateListenerCommand({
      LoadBalancerArn: mine?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: foreignGroup }],
    }),
  );
  expect((await errorOf(forward)).message).toBe(`Target groups '${foreignGroup}' not found`);
});
