import {
  type Action,
  CreateRuleCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  type RuleCondition,
  type RuleTransform,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createListener } from '../../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createRule } from '../../../../support/services/create-rule.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

async function world(api: ServicesApi<ElasticLoadBalancingV2Client>) {
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const TargetGroupArn = await createTargetGroup(api, 'app');
  return {
    LoadBalancerArn,
    TargetGroupArn,
    ListenerArn: await createListener(api, LoadBalancerArn, 80, TargetGroupArn),
  };
}

test('create a rule with tags', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn, TargetGroupArn } = await world(api);
  const created = await createRule(api, ListenerArn, 7, {
    Conditions: [{ Field: 'path-pattern', Values: ['/a/*'] }],
    Actions: [{ Type: 'forward', TargetGroupArn }],
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  const { RuleArn } = created;
  expect(created).toEqual({
    RuleArn: expect.stringMatching(`^${ListenerArn.replace(':listener/', ':listener-rule/')}/[0-9a-f]{16}$`),
    Priority: '7',
    Conditions: [{ Field: 'path-pattern', Values: ['/a/*'], PathPatternConfig: { Values: ['/a/*'] } }],
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
    IsDefault: false,
  });
  expect(await bodyOf(api.client.send(new DescribeRulesCommand({ RuleArns: [RuleArn] })))).toEqual({
    Rules: [created],
  });
  expect(await bodyOf(api.client.send(new DescribeTagsCommand({ ResourceArns: [RuleArn] })))).toEqual({
    TagDescriptions: [{ ResourceArn: RuleArn, Tags: [{ Key: 'a', Value: 'b' }] }],
  });
});

const both = (config: { Values?: string[]; RegexValues?: string[] }) => config;
test.each<[string, RuleCondition[], RuleCondition[]]>([
  [
    'hosts by either form',
    [{ Field: 'host-header', HostHeaderConfig: { Values: ['*.a.com', 'b.com'] } }],
    [
      {
        Field: 'host-header',
        Values: ['*.a.com', 'b.com'],
        HostHeaderConfig: both({ Values: ['*.a.com', 'b.com'] }),
      },
    ],
  ],
  [
    'paths and hosts by regex',
    [
      { Field: 'host-header', HostHeaderConfig: { RegexValues: ['^a\\.com$'] } },
      { Field: 'path-pattern', RegexValues: ['^/v[0-9]+/'] },
    ],
    [
      { Field: 'host-header', HostHeaderConfig: both({ RegexValues: ['^a\\.com$'] }) },
      { Field: 'path-pattern', PathPatternConfig: both({ RegexValues: ['^/v[0-9]+/'] }) },
    ],
  ],
  [
    'several headers and queries',
    [
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-A', Values: ['1', '2'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-B', RegexValues: ['^b'] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'k', Value: 'v' }, { Value: 'w' }] } },
    ],
    [
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-A', Values: ['1', '2'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-B', RegexValues: ['^b'] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'k', Value: 'v' }, { Value: 'w' }] } },
    ],
  ],
  [
    'methods and sources',
    [
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET', 'HEAD'] } },
      { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8', '2001:db8::/32'] } },
    ],
    [
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET', 'HEAD'] } },
      { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8', '2001:db8::/32'] } },
    ],
  ],
])('give back %s', async (_title, Conditions, expected) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn } = await world(api);
  expect((await createRule(api, ListenerArn, 1, { Conditions })).Conditions).toEqual(expected);
});

test.each<[string, Action, Action]>([
  [
    'a redirect with what it leaves out',
    { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
    {
      Type: 'redirect',
      Order: 1,
      RedirectConfig: {
        Protocol: 'HTTPS',
        Port: '443',
        Host: '#{host}',
        Path: '/#{path}',
        Query: '#{query}',
        StatusCode: 'HTTP_301',
      },
    },
  ],
  [
    'a fixed response with its order',
    {
      Type: 'fixed-response',
      Order: 9,
      FixedResponseConfig: { StatusCode: '503', ContentType: 'text/html', MessageBody: '<p>&</p>' },
    },
    {
      Type: 'fixed-response',
      Order: 9,
      FixedResponseConfig: { StatusCode: '503', ContentType: 'text/html', MessageBody: '<p>&</p>' },
    },
  ],
])('give back %s', async (_title, action, expected) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn } = await world(api);
  expect((await createRule(api, ListenerArn, 1, { Actions: [action] })).Actions).toEqual([expected]);
});

test('give back a weighted forward with stickiness, and transforms', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn, TargetGroupArn } = await world(api);
  const other = await createTargetGroup(api, 'other');
  const ForwardConfig = {
    TargetGroups: [
      { TargetGroupArn, Weight: 9 },
      { TargetGroupArn: other, Weight: 1 },
    ],
    TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
  };
  const Transforms: RuleTransform[] = [
    {
      Type: 'host-header-rewrite',
      HostHeaderRewriteConfig: { Rewrites: [{ Regex: '^a-(.+)$', Replace: 'b.$1' }] },
    },
    { Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^/a/', Replace: '/' }] } },
  ];
  const { Actions, Transforms: given } = await createRule(api, ListenerArn, 1, {
    Actions: [{ Type: 'forward', ForwardConfig }],
    Transforms,
  });
  expect({ Actions, given }).toEqual({
    Actions: [{ Type: 'forward', Order: 1, ForwardConfig }],
    given: Transforms,
  });
});

test('refuse a rule for a listener that is not there, for a priority that is taken and the 101st', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn, LoadBalancerArn } = await world(api);
  expect(await errorOf(createRule(api, `${ListenerArn.slice(0, -1)}x`, 1))).toEqual({
    name: 'ListenerNotFoundException',
    message: 'One or more listeners not found',
    status: 400,
  });
  for (let priority = 1; priority <= 100; priority += 1) await createRule(api, ListenerArn, priority);
  expect(await errorOf(createRule(api, ListenerArn, 100))).toEqual({
    name: 'PriorityInUseException',
    message: "Priority '100' is currently in use",
    status: 400,
  });
  expect(await errorOf(createRule(api, ListenerArn, 101))).toEqual({
    name: 'TooManyRulesException',
    message: `The maximum number of rules on load balancer '${LoadBalancerArn}' has been reached`,
    status: 400,
  });
});

test('refuse target groups that are not there or serve another load balancer', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn, TargetGroupArn } = await world(api);
  const { LoadBalancerArn: second } = await createLoadBalancer(api, 'second');
  const spare = await createTargetGroup(api, 'spare');
  const secondListener = await createListener(api, second, 80, spare);
  const forwardTo = (arn: string) => ({ Actions: [{ Type: 'forward' as const, TargetGroupArn: arn }] });
  expect(await errorOf(createRule(api, ListenerArn, 1, forwardTo(`${TargetGroupArn}0`)))).toEqual({
    name: 'TargetGroupNotFoundException',
    message: `Target groups '${TargetGroupArn}0' not found`,
    status: 400,
  });
  expect(await errorOf(createRule(api, secondListener, 1, forwardTo(TargetGroupArn)))).toEqual({
    name: 'TargetGroupAssociationLimitException',
    message: `The following target groups cannot be associated with more than one load balancer: ${TargetGroupArn}`,
    status: 400,
  });
});

const path = (...Values: string[]): RuleCondition => ({ Field: 'path-pattern', Values });
const query = (...values: string[]): RuleCondition => ({
  Field: 'query-string',
  QueryStringConfig: { Values: values.map((Value) => ({ Value })) },
});
const redirect = (config: object): Action => ({
  Type: 'redirect',
  RedirectConfig: { StatusCode: 'HTTP_302', ...config },
});

test.each<[string, { Priority?: number; Conditions?: RuleCondition[]; Actions?: Action[] }, string, string]>([
  [
    'a priority out of range',
    { Priority: 50_001 },
    'ValidationError',
    "Priority '50001' must be between 1 and 50000",
  ],
  [
    'an unknown field',
    { Conditions: [{ Field: 'x', Values: ['y'] }] },
    'ValidationError',
    "Condition field 'x' must be one of '[path-pattern, host-header, http-header, http-request-method, query-string, source-ip]'",
  ],
  [
    'no value',
    { Conditions: [{ Field: 'path-pattern' }] },
    'ValidationError',
    'A condition value must be specified',
  ],
  [
    'a second path condition',
    { Conditions: [path('/a'), path('/b')] },
    'ValidationError',
    "A rule can only have one 'path-pattern' condition",
  ],
  [
    'six values',
    { Conditions: [path('/a', '/b', '/c'), query('d', 'e', 'f')] },
    'ValidationError',
    "A rule can only have '5' condition values",
  ],
  [
    'six wildcards',
    { Conditions: [path('/*/*/*'), query('*?*')] },
    'ValidationError',
    "A rule can only have '5' condition wildcards",
  ],
  [
    'a host without a dot',
    { Conditions: [{ Field: 'host-header', Values: ['localhost'] }] },
    'ValidationError',
    "The 'host-header' condition value 'localhost' is not a valid host name",
  ],
  [
    'the host as a header',
    { Conditions: [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'Host', Values: ['a'] } }] },
    'ValidationError',
    "A 'host-header' condition must be used to match on the host header",
  ],
  [
    'a regex with a look-ahead',
    { Conditions: [{ Field: 'path-pattern', RegexValues: ['(?=a)'] }] },
    'ValidationError',
    "The regular expression '(?=a)' is not valid",
  ],
  [
    'a method in small letters',
    { Conditions: [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['get'] } }] },
    'ValidationError',
    "The HTTP request method 'get' is not valid",
  ],
  [
    'an address without a prefix',
    { Conditions: [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.1'] } }] },
    'ValidationError',
    "The CIDR '10.0.0.1' is not valid",
  ],
  [
    'an authenticating action',
    { Actions: [{ Type: 'authenticate-cognito', Order: 1 }, redirect({ Port: '81' })] },
    'InvalidLoadBalancerActionException',
    "Actions of type 'authenticate-cognito' are supported only on HTTPS listeners",
  ],
  [
    'two final actions',
    { Actions: [redirect({ Port: '81' }), redirect({ Port: '82' })] },
    'InvalidLoadBalancerActionException',
    "A rule must have exactly one action of the types '[forward, redirect, fixed-response]'",
  ],
  [
    'a redirect without its configuration',
    { Actions: [{ Type: 'redirect' }] },
    'InvalidLoadBalancerActionException',
    "For actions of type 'redirect', you must specify the following fields: 'RedirectConfig'",
  ],
  [
    'a redirect to a path without a slash',
    { Actions: [redirect({ Path: '#{path}' })] },
    'InvalidLoadBalancerActionException',
    "The Path parameter must be a valid path, should start with a '/', and may contain up to one of each of these placeholders: '#{path}', '#{host}', '#{port}'.",
  ],
  [
    'a redirect to the same place',
    { Actions: [redirect({ Query: 'a=b' })] },
    'InvalidLoadBalancerActionException',
    'The redirect configuration is not valid because it creates a loop: at least one of protocol, host, port and path must differ from the request',
  ],
])('refuse %s', async (_title, settings, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn } = await world(api);
  const input = {
    ListenerArn,
    Priority: 1,
    Conditions: [path('/a')],
    Actions: [redirect({ Port: '81' })],
    ...settings,
  };
  expect(await errorOf(api.client.send(new CreateRuleCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});
