import {
  CreateLoadBalancerCommand,
  DescribeAccountLimitsCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  paginateDescribeAccountLimits,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createListener } from '../../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createNetworkLoadBalancer } from '../../../../support/services/create-network-load-balancer.ts';
import { createRule } from '../../../../support/services/create-rule.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { defaultNetwork } from '../../../../support/services/default-network.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

type Api = ServicesApi<ElasticLoadBalancingV2Client>;

const limits = {
  'target-groups': '3000',
  'targets-per-application-load-balancer': '1000',
  'listeners-per-application-load-balancer': '50',
  'rules-per-application-load-balancer': '100',
  'network-load-balancers': '50',
  'targets-per-network-load-balancer': '3000',
  'listeners-per-network-load-balancer': '50',
  'condition-values-per-alb-rule': '5',
  'condition-wildcards-per-alb-rule': '5',
  'target-groups-per-application-load-balancer': '100',
  'target-groups-per-action-on-application-load-balancer': '5',
  'target-groups-per-action-on-network-load-balancer': '5',
  'certificates-per-application-load-balancer': '25',
  'certificates-per-network-load-balancer': '25',
  'targets-per-target-group': '1000',
  'application-load-balancers': '50',
};

/** What a test has too many of, made by the stores: as many requests would take most of its time. */
function copiesOf(api: Api, arn: string, count: number): string[] {
  const { loadBalancers, targetGroups, state } = api.context.elbv2;
  const loadBalancer = loadBalancers.find(arn);
  const group = targetGroups.find(arn);
  return state.transaction(() =>
    Array.from({ length: count }, (_, index) => {
      const copy = { name: `copy-${index}`, arn: `${arn.slice(0, -6)}${String(index).padStart(6, '0')}` };
      if (loadBalancer !== undefined) loadBalancers.put({ ...loadBalancer, ...copy });
      if (group !== undefined) targetGroups.put({ ...group, ...copy });
      return copy.arn;
    }),
  );
}

function fill(api: Api, targetGroupArn: string, count: number): void {
  const { targets, state, clock } = api.context.elbv2;
  state.transaction(() => {
    for (let port = 1; port <= count; port += 1)
      targets.register(targetGroupArn, { id: '172.31.0.9', port }, clock.now());
  });
}

test('describe every limit, and page through them', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const all = Object.entries(limits).map(([Name, Max]) => ({ Name, Max }));
  expect(await bodyOf(api.client.send(new DescribeAccountLimitsCommand({})))).toEqual({ Limits: all });
  const pages: unknown[] = [];
  for await (const { Limits = [] } of paginateDescribeAccountLimits({ client: api.client }, { PageSize: 9 }))
    pages.push(Limits);
  expect(pages).toEqual([all.slice(0, 9), all.slice(9)]);
});

test.each(['application', 'network'] as const)(
  'refuse the 51st load balancer of type %s, and no other',
  async (type) => {
    await using api = await startServicesApi(ElasticLoadBalancingV2Client);
    const application = (await createLoadBalancer(api, 'first')).LoadBalancerArn;
    const network = await createNetworkLoadBalancer(api, 'second');
    copiesOf(api, type === 'application' ? application : network, 49);
    const [a, b] = defaultNetwork(api).subnetIds;
    const create = (Type: 'application' | 'network', Name: string) =>
      api.client.send(new CreateLoadBalancerCommand({ Name, Type, Subnets: [a, b] }));
    expect(await errorOf(create(type, 'over'))).toEqual({
      name: 'TooManyLoadBalancersException',
      message: 'The maximum number of load balancers has been reached',
      status: 400,
    });
    await create(type === 'application' ? 'network' : 'application', 'other');
  },
);

test('refuse the 3001st target group of an account', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  copiesOf(api, await createTargetGroup(api, 'first'), 2999);
  expect(await errorOf(createTargetGroup(api, 'over'))).toEqual({
    name: 'TooManyTargetGroupsException',
    message: 'The maximum number of target groups has been reached',
    status: 400,
  });
});

test('refuse the 51st listener of a load balancer', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const group = await createTargetGroup(api, 'app');
  for (let port = 1; port <= 50; port += 1) await createListener(api, LoadBalancerArn, port, group);
  expect(await errorOf(createListener(api, LoadBalancerArn, 51, group))).toEqual({
    name: 'TooManyListenersException',
    message: `The maximum number of listeners has been reached on load balancer '${LoadBalancerArn}'`,
    status: 400,
  });
});

test('refuse the 101st target group of a load balancer, but let one take the place of another', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const first = await createTargetGroup(api, 'first');
  const ListenerArn = await createListener(api, LoadBalancerArn, 80, first);
  const others = copiesOf(api, first, 100);
  for (let index = 0; index < 95; index += 5) {
    const TargetGroups = others
      .slice(index, index + 5)
      .map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 }));
    await createRule(api, ListenerArn, index + 1, {
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    });
  }
  const [last = '', over = ''] = others.slice(98);
  const forward = (TargetGroupArn: string) => [{ Type: 'forward' as const, TargetGroupArn }];
  for (const [index, arn] of others.slice(95, 99).entries())
    await createRule(api, ListenerArn, 1000 + index, { Actions: forward(arn) });
  expect(await errorOf(createRule(api, ListenerArn, 2000, { Actions: forward(over) }))).toEqual({
    name: 'TooManyUniqueTargetGroupsPerLoadBalancerException',
    message:
      "You have reached the maximum number of unique target groups that you can associate with a load balancer of type 'application': [100]",
    status: 400,
  });
  await createRule(api, ListenerArn, 2000, { Actions: forward(first) });
  await api.client.send(new ModifyListenerCommand({ ListenerArn, DefaultActions: forward(last) }));
  expect(await errorOf(createRule(api, ListenerArn, 2001, { Actions: forward(over) }))).toMatchObject({
    name: 'TooManyUniqueTargetGroupsPerLoadBalancerException',
  });
});

test('refuse the 1001st target of a group, counting what is registered already once', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const TargetGroupArn = await createTargetGroup(api, 'app');
  fill(api, TargetGroupArn, 999);
  const register = (...ports: number[]) =>
    api.client.send(
      new RegisterTargetsCommand({
        TargetGroupArn,
        Targets: ports.map((Port) => ({ Id: '172.31.0.9', Port })),
      }),
    );
  expect(await errorOf(register(1, 1000, 1001))).toEqual({
    name: 'TooManyTargetsException',
    message: `The maximum number of targets per target group '1000' has been reached on target group '${TargetGroupArn}'`,
    status: 400,
  });
  expect(await bodyOf(register(1, 1000, 1000))).toEqual({});
});

test('refuse more than 1000 targets behind an Application Load Balancer, wherever they come from', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const first = await createTargetGroup(api, 'first');
  const second = await createTargetGroup(api, 'second');
  fill(api, first, 999);
  fill(api, second, 2);
  const tooMany = {
    name: 'TooManyTargetsException',
    message: `The maximum number of targets per load balancer '1000' has been reached on load balancer '${LoadBalancerArn}'`,
    status: 400,
  };
  await createListener(api, LoadBalancerArn, 80, first);
  expect(await errorOf(createListener(api, LoadBalancerArn, 81, second))).toEqual(tooMany);
  const third = await createTargetGroup(api, 'third');
  await createListener(api, LoadBalancerArn, 81, third);
  const register = (TargetGroupArn: string) =>
    bodyOf(api.client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '172.31.0.8' }] })));
  expect(await register(third)).toEqual({});
  expect(await errorOf(register(first))).toEqual(tooMany);
  expect(await register(second)).toEqual({});
});
