import {
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DeleteTargetGroupCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  type DescribeTargetGroupsCommandInput,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { createListener } from '../../../support/create-listener.ts';
import { createLoadBalancer } from '../../../support/create-load-balancer.ts';
import { createTargetGroup } from '../../../support/create-target-group.ts';
import { defaultNetwork } from '../../../support/default-network.ts';
import { errorOf } from '../../../support/error-of.ts';
import { startServicesApi } from '../../../support/services-api.ts';

test('create a target group with the health check of an HTTP group by default', async () => {
  await using api = await startServicesApi();
  const { vpcId } = defaultNetwork(api);
  const input = { Name: 'app', Protocol: 'HTTP', Port: 8080, VpcId: vpcId, TargetType: 'ip' } as const;
  const created = await bodyOf(api.elbv2.send(new CreateTargetGroupCommand(input)));
  expect(created).toEqual({
    TargetGroups: [
      {
        TargetGroupArn: expect.stringMatching(
          /^arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup\/app\/[0-9a-f]{16}$/,
        ),
        TargetGroupName: 'app',
        Protocol: 'HTTP',
        Port: 8080,
        VpcId: vpcId,
        HealthCheckProtocol: 'HTTP',
        HealthCheckPort: 'traffic-port',
        HealthCheckEnabled: true,
        HealthCheckIntervalSeconds: 30,
        HealthCheckTimeoutSeconds: 5,
        HealthyThresholdCount: 5,
        UnhealthyThresholdCount: 2,
        HealthCheckPath: '/',
        Matcher: { HttpCode: '200' },
        LoadBalancerArns: [],
        TargetType: 'ip',
        ProtocolVersion: 'HTTP1',
        IpAddressType: 'ipv4',
      },
    ],
  });
  expect(await bodyOf(api.elbv2.send(new CreateTargetGroupCommand(input)))).toEqual(created);
  expect(await bodyOf(api.elbv2.send(new DescribeTargetGroupsCommand({ Names: ['app'] })))).toEqual(created);
});

test('create a target group from what Terraform sends, empty form values included', async () => {
  await using api = await startServicesApi();
  const body = new URLSearchParams({
    Action: 'CreateTargetGroup',
    Version: '2015-12-01',
    Name: 'app',
    Port: '80',
    Protocol: 'HTTP',
    ProtocolVersion: '',
    TargetType: 'ip',
    VpcId: defaultNetwork(api).vpcId,
    HealthCheckEnabled: 'true',
    HealthCheckIntervalSeconds: '30',
    HealthCheckPath: '/health',
    HealthCheckPort: 'traffic-port',
    HealthCheckProtocol: 'HTTP',
    HealthyThresholdCount: '3',
    UnhealthyThresholdCount: '3',
    'Matcher.HttpCode': '200-299',
  });
  const answer = await fetch(api.endpoint, { method: 'POST', body });
  expect(answer.status).toBe(200);
  const { TargetGroups: [group] = [] } = await api.elbv2.send(new DescribeTargetGroupsCommand({}));
  expect(group).toMatchObject({
    ProtocolVersion: 'HTTP1',
    HealthCheckPath: '/health',
    HealthyThresholdCount: 3,
    UnhealthyThresholdCount: 3,
    Matcher: { HttpCode: '200-299' },
  });
});

const refusals: [string, Partial<CreateTargetGroupCommandInput>, string, string][] = [
  ['no protocol', { Protocol: undefined }, 'ValidationError', 'A protocol must be specified'],
  ['no port', { Port: undefined }, 'ValidationError', 'A port must be specified'],
  ['the port 0', { Port: 0 }, 'ValidationError', "Port '0' must be between 1 and 65535"],
  ['no VPC', { VpcId: undefined }, 'ValidationError', 'A VPC ID must be specified'],
  ['an unknown VPC', { VpcId: 'vpc-0' }, 'ValidationError', "The VPC ID 'vpc-0' is not found"],
  [
    'a long name',
    { Name: 'a'.repeat(33) },
    'ValidationError',
    `Target group name '${'a'.repeat(33)}' cannot be longer than '32' characters`,
  ],
  [
    'a name with an underscore',
    { Name: 'a_b' },
    'ValidationError',
    "Target group name 'a_b' can only contain characters that are alphanumeric characters or hyphens(-)",
  ],
  [
    'a name that ends in a hyphen',
    { Name: 'a-' },
    'ValidationError',
    "Target group name 'a-' cannot begin or end with '-'",
  ],
  [
    'a name that is taken with other settings',
    { Name: 'taken', Port: 81 },
    'DuplicateTargetGroupNameException',
    "A target group with the same name 'taken' exists, but with different settings",
  ],
  [
    'a timeout as long as the interval',
    { HealthCheckTimeoutSeconds: 10, HealthCheckIntervalSeconds: 10 },
    'ValidationError',
    "Health check timeout '10' must be smaller than the interval '10'",
  ],
  [
    'an interval out of range',
    { HealthCheckIntervalSeconds: 301 },
    'ValidationError',
    "Health check interval '301' must be in the range 5-300",
  ],
  [
    'a matcher out of range',
    { Matcher: { HttpCode: '500' } },
    'ValidationError',
    "Health check matcher HTTP code '500' must be within '200-499'",
  ],
  [
    'a path without a slash',
    { HealthCheckPath: 'health' },
    'ValidationError',
    "Health check path 'health' must begin with '/' and have at most 1024 characters",
  ],
  [
    'disabled health checks',
    { HealthCheckEnabled: false },
    'ValidationError',
    'Health check enabled must be true for target groups with target type other than lambda',
  ],
  [
    'TCP',
    { Protocol: 'TCP' },
    'NotImplementedException',
    'Drydock does not implement target groups of protocol TCP yet.',
  ],
  [
    'gRPC',
    { ProtocolVersion: 'GRPC' },
    'NotImplementedException',
    'Drydock does not implement the protocol version GRPC yet.',
  ],
  [
    'Lambda',
    { TargetType: 'lambda' },
    'NotImplementedException',
    'Drydock does not implement target groups of type lambda yet.',
  ],
];

test.each(refusals)('refuse %s', async (_what, settings, name, message) => {
  await using api = await startServicesApi();
  await createTargetGroup(api, 'taken');
  expect(await errorOf(createTargetGroup(api, 'app', settings))).toEqual({ name, message, status: 400 });
});

test('find target groups by ARN and by load balancer, and page through them', async () => {
  await using api = await startServicesApi();
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const used = await createTargetGroup(api, 'b');
  await createTargetGroup(api, 'a');
  await createTargetGroup(api, 'c');
  await createListener(api, LoadBalancerArn, 80, used);
  const describe = async (input: DescribeTargetGroupsCommandInput) =>
    (await api.elbv2.send(new DescribeTargetGroupsCommand(input))).TargetGroups?.map((each) => [
      each.TargetGroupName,
      each.LoadBalancerArns,
    ]);
  expect(await describe({ LoadBalancerArn })).toEqual([['b', [LoadBalancerArn]]]);
  expect(await describe({ TargetGroupArns: [used] })).toEqual([['b', [LoadBalancerArn]]]);
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateDescribeTargetGroups({ client: api.elbv2 }, { PageSize: 2 }))
    pages.push((page.TargetGroups ?? []).map(({ TargetGroupName }) => TargetGroupName));
  expect(pages).toEqual([['a', 'b'], ['c']]);
});

const group = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/app/0123456789abcdef';
const loadBalancer =
  'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/web/0123456789abcdef';

test.each([
  [{ Names: ['app'] }, 'TargetGroupNotFoundException', 'One or more target groups not found'],
  [{ TargetGroupArns: [group] }, 'TargetGroupNotFoundException', 'One or more target groups not found'],
  [{ TargetGroupArns: ['app'] }, 'ValidationError', "'app' is not a valid target group ARN"],
  [
    { LoadBalancerArn: loadBalancer },
    'LoadBalancerNotFoundException',
    'One or more load balancers not found',
  ],
])('refuse to describe %j', async (input, name, message) => {
  await using api = await startServicesApi();
  expect(await errorOf(api.elbv2.send(new DescribeTargetGroupsCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});

test('modify the health check, keeping what is not named', async () => {
  await using api = await startServicesApi();
  const TargetGroupArn = await createTargetGroup(api, 'app', { HealthCheckPath: '/up' });
  const modified = await bodyOf(
    api.elbv2.send(
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
  expect(await bodyOf(api.elbv2.send(new DescribeTargetGroupsCommand({})))).toEqual(modified);
});

test('describe attributes with their defaults, and change the four that Terraform sets', async () => {
  await using api = await startServicesApi();
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
    bodyOf(api.elbv2.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })));
  expect(await described()).toEqual({ Attributes: listed(defaults) });
  const sent = {
    'deregistration_delay.timeout_seconds': '0',
    'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
    'load_balancing.algorithm.type': 'round_robin',
    'slow_start.duration_seconds': '0',
  };
  const modified = await bodyOf(
    api.elbv2.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: listed(sent) })),
  );
  expect(modified).toEqual({ Attributes: listed({ ...defaults, ...sent }) });
  expect(await described()).toEqual(modified);
  expect(
    await errorOf(
      api.elbv2.send(
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
  await using api = await startServicesApi();
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const used = await createTargetGroup(api, 'used');
  await createListener(api, LoadBalancerArn, 80, used);
  const free = await createTargetGroup(api, 'free', { Tags: [{ Key: 'a', Value: 'b' }] });
  const remove = (TargetGroupArn: string) => api.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
  expect(await errorOf(remove(used))).toEqual({
    name: 'ResourceInUseException',
    message: `Target group '${used}' is currently in use by a listener or a rule`,
    status: 400,
  });
  expect(await bodyOf(remove(free))).toEqual({});
  expect(await bodyOf(remove(free))).toEqual({});
  expect(await errorOf(api.elbv2.send(new DescribeTagsCommand({ ResourceArns: [free] })))).toEqual({
    name: 'TargetGroupNotFoundException',
    message: 'One or more target groups not found',
    status: 400,
  });
});
