import {
  AddTagsCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  paginateDescribeRules,
  RemoveTagsCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createListener } from '../../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createRule } from '../../../../support/services/create-rule.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

type Api = ServicesApi<ElasticLoadBalancingV2Client>;

async function world(api: Api) {
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const TargetGroupArn = await createTargetGroup(api, 'app');
  const ListenerArn = await createListener(api, LoadBalancerArn, 80, TargetGroupArn);
  return { LoadBalancerArn, TargetGroupArn, ListenerArn };
}

async function priorities(api: Api, ListenerArn: string) {
  const { Rules = [] } = await api.client.send(new DescribeRulesCommand({ ListenerArn }));
  return Rules.map(({ RuleArn, Priority }) => [RuleArn, Priority]);
}

async function defaultRuleArn(api: Api, ListenerArn: string): Promise<string> {
  const { Rules = [] } = await api.client.send(new DescribeRulesCommand({ ListenerArn }));
  return Rules.at(-1)?.RuleArn ?? '';
}

const notFound = { name: 'RuleNotFoundException', message: 'One or more rules not found', status: 400 };

test('describe rules by priority with the default one last, in pages', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn } = await world(api);
  for (const priority of [30, 4, 100]) await createRule(api, ListenerArn, priority);
  const pages: (string | undefined)[][] = [];
  const paginator = paginateDescribeRules({ client: api.client }, { ListenerArn, PageSize: 3 });
  for await (const { Rules = [] } of paginator) pages.push(Rules.map(({ Priority }) => Priority));
  expect(pages).toEqual([['4', '30', '100'], ['default']]);
});

test('describe the default rule by its ARN, and refuse what names nothing', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn, TargetGroupArn } = await world(api);
  const RuleArn = await defaultRuleArn(api, ListenerArn);
  expect(await bodyOf(api.client.send(new DescribeRulesCommand({ RuleArns: [RuleArn] })))).toEqual({
    Rules: [
      {
        RuleArn,
        Priority: 'default',
        Conditions: [],
        Actions: [
          {
            Type: 'forward',
            Order: 1,
            TargetGroupArn,
            ForwardConfig: {
              TargetGroups: [{ TargetGroupArn, Weight: 1 }],
              TargetGroupStickinessConfig: { Enabled: false },
            },
          },
        ],
        IsDefault: true,
      },
    ],
  });
  const describe = (input: object) => errorOf(api.client.send(new DescribeRulesCommand(input)));
  expect(await describe({ RuleArns: [`${RuleArn.slice(0, -16)}0000000000000000`] })).toEqual(notFound);
  expect(await describe({ RuleArns: ['x'] })).toEqual({
    name: 'ValidationError',
    message: "'x' is not a valid listener rule ARN",
    status: 400,
  });
  expect(await describe({})).toEqual({
    name: 'ValidationError',
    message: 'You must specify either listener rule ARNs or a listener ARN',
    status: 400,
  });
});

test('modify conditions, actions and transforms, each by itself', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn } = await world(api);
  const { RuleArn, ...before } = await createRule(api, ListenerArn, 5);
  const modify = async (input: object) =>
    (await bodyOf(api.client.send(new ModifyRuleCommand({ RuleArn, ...input })))).Rules?.[0];
  const condition = { Field: 'host-header', Values: ['a.com'] };
  const first = {
    ...before,
    RuleArn,
    Conditions: [{ ...condition, HostHeaderConfig: { Values: ['a.com'] } }],
  };
  expect(await modify({ Conditions: [condition] })).toEqual(first);
  const answer = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } };
  const second = { ...first, Actions: [{ ...answer, Order: 1 }] };
  expect(await modify({ Actions: [answer] })).toEqual(second);
  const transform = { Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: 'a', Replace: 'b' }] } };
  expect(await modify({ Transforms: [transform] })).toEqual({ ...second, Transforms: [transform] });
  expect(await modify({ ResetTransforms: true })).toEqual(second);
  expect(await errorOf(api.client.send(new ModifyRuleCommand({ RuleArn })))).toEqual({
    name: 'ValidationError',
    message: 'Either conditions or actions must be specified',
    status: 400,
  });
});

test('delete a rule once, and never the default one', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn } = await world(api);
  const { RuleArn } = await createRule(api, ListenerArn, 5);
  const fallback = await defaultRuleArn(api, ListenerArn);
  const remove = (arn: string) => api.client.send(new DeleteRuleCommand({ RuleArn: arn }));
  expect(await bodyOf(remove(RuleArn))).toEqual({});
  expect(await errorOf(remove(RuleArn))).toEqual(notFound);
  expect(await errorOf(remove(fallback))).toEqual({
    name: 'OperationNotPermittedException',
    message: `Default rule '${fallback}' cannot be deleted`,
    status: 400,
  });
  expect(await priorities(api, ListenerArn)).toEqual([[fallback, 'default']]);
});

test('swap priorities, all of them or none', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn } = await world(api);
  const { RuleArn: a } = await createRule(api, ListenerArn, 1);
  const { RuleArn: b } = await createRule(api, ListenerArn, 2);
  const { RuleArn: c } = await createRule(api, ListenerArn, 3);
  const fallback = await defaultRuleArn(api, ListenerArn);
  const set = (...pairs: [string, number][]) =>
    api.client.send(
      new SetRulePrioritiesCommand({
        RulePriorities: pairs.map(([RuleArn, Priority]) => ({ RuleArn, Priority })),
      }),
    );
  const { Rules = [] } = await set([a, 2], [b, 1]);
  expect(Rules.map(({ RuleArn, Priority }) => [RuleArn, Priority])).toEqual([
    [a, '2'],
    [b, '1'],
  ]);
  const swapped = [
    [b, '1'],
    [a, '2'],
    [c, '3'],
    [fallback, 'default'],
  ];
  expect(await priorities(api, ListenerArn)).toEqual(swapped);
  expect(await errorOf(set([a, 9], [b, 3]))).toEqual({
    name: 'PriorityInUseException',
    message: "Priority '3' is currently in use",
    status: 400,
  });
  expect(await errorOf(set([a, 9], [b, 9]))).toEqual({
    name: 'ValidationError',
    message: "Priority '9' was provided multiple times",
    status: 400,
  });
  expect((await errorOf(set([fallback, 9]))).name).toBe('OperationNotPermittedException');
  expect(await errorOf(set([a, 9], [`${a.slice(0, -16)}0000000000000000`, 10]))).toEqual(notFound);
  expect(await priorities(api, ListenerArn)).toEqual(swapped);
});

test('tag rules', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn } = await world(api);
  const { RuleArn } = await createRule(api, ListenerArn, 5, { Tags: [{ Key: 'a', Value: '1' }] });
  const ResourceArns = [RuleArn];
  await api.client.send(new AddTagsCommand({ ResourceArns, Tags: [{ Key: 'b', Value: '2' }] }));
  await api.client.send(new RemoveTagsCommand({ ResourceArns, TagKeys: ['a'] }));
  const describe = () => api.client.send(new DescribeTagsCommand({ ResourceArns }));
  expect(await bodyOf(describe())).toEqual({
    TagDescriptions: [{ ResourceArn: RuleArn, Tags: [{ Key: 'b', Value: '2' }] }],
  });
  await api.client.send(new DeleteRuleCommand({ RuleArn }));
  expect(await errorOf(describe())).toEqual(notFound);
});

test('a rule holds its target group until its listener or load balancer goes', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, TargetGroupArn, ListenerArn } = await world(api);
  const second = await createListener(api, LoadBalancerArn, 81, TargetGroupArn);
  const byRule = await createTargetGroup(api, 'by-rule');
  const Actions = [{ Type: 'forward' as const, TargetGroupArn: byRule }];
  const { RuleArn: a } = await createRule(api, ListenerArn, 5, { Actions });
  const { RuleArn: b } = await createRule(api, second, 5, { Actions });
  const used = async () =>
    (await api.client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [byRule] }))).TargetGroups?.[0]
      ?.LoadBalancerArns;
  const remove = () => api.client.send(new DeleteTargetGroupCommand({ TargetGroupArn: byRule }));
  expect(await used()).toEqual([LoadBalancerArn]);
  expect(await errorOf(remove())).toEqual({
    name: 'ResourceInUseException',
    message: `Target group '${byRule}' is currently in use by a listener or a rule`,
    status: 400,
  });
  await api.client.send(new DeleteListenerCommand({ ListenerArn }));
  const describe = (arn: string) => api.client.send(new DescribeRulesCommand({ RuleArns: [arn] }));
  expect(await errorOf(describe(a))).toEqual(notFound);
  expect(await used()).toEqual([LoadBalancerArn]);
  await api.client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
  expect(await errorOf(describe(b))).toEqual(notFound);
  expect(await used()).toEqual([]);
  expect(await bodyOf(remove())).toEqual({});
});
