import {
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DescribeTargetGroupsCommand,
  type DescribeTargetGroupsCommandInput,
  ElasticLoadBalancingV2Client,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createListener } from '../../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { defaultNetwork } from '../../../../support/services/default-network.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('create a target group with the health check of an HTTP group by default', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { vpcId } = defaultNetwork(api);
  const input = { Name: 'app', Protocol: 'HTTP', Port: 8080, VpcId: vpcId, TargetType: 'ip' } as const;
  const created = await bodyOf(api.client.send(new CreateTargetGroupCommand(input)));
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
  expect(await bodyOf(api.client.send(new CreateTargetGroupCommand(input)))).toEqual(created);
  expect(await bodyOf(api.client.send(new DescribeTargetGroupsCommand({ Names: ['app'] })))).toEqual(created);
});

test('create a target group from what Terraform sends, empty form values included', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
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
  const { TargetGroups: [group] = [] } = await api.client.send(new DescribeTargetGroupsCommand({}));
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
    'a protocol that does not exist',
    // @ts-expect-error: AWS has no such protocol
    { Protocol: 'FTP' },
    'ValidationError',
    "1 validation error detected: Value 'FTP' at 'protocol' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, QUIC, TCP_QUIC]",
  ],
  [
    'a type of targets that does not exist',
    // @ts-expect-error: AWS has no such type
    { TargetType: 'pod' },
    'ValidationError',
    "1 validation error detected: Value 'pod' at 'targetType' failed to satisfy constraint: Member must satisfy enum value set: [instance, ip, lambda, alb]",
  ],
  [
    'the target optimizer',
    { TargetControlPort: 3000 },
    'NotImplementedException',
    'Drydock does not implement the target optimizer (TargetControlPort) yet.',
  ],
  [
    'a protocol of gateway load balancers',
    { Protocol: 'GENEVE' },
    'NotImplementedException',
    'Drydock does not implement target groups of protocol GENEVE yet.',
  ],
  [
    'Lambda',
    { TargetType: 'lambda' },
    'NotImplementedException',
    'Drydock does not implement target groups of type lambda yet.',
  ],
];

test.each(refusals)('refuse %s', async (_what, settings, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  await createTargetGroup(api, 'taken');
  expect(await errorOf(createTargetGroup(api, 'app', settings))).toEqual({ name, message, status: 400 });
});

test('find target groups by ARN and by load balancer, and page through them', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const used = await createTargetGroup(api, 'b');
  await createTargetGroup(api, 'a');
  await createTargetGroup(api, 'c');
  await createListener(api, LoadBalancerArn, 80, used);
  const describe = async (input: DescribeTargetGroupsCommandInput) =>
    (await api.client.send(new DescribeTargetGroupsCommand(input))).TargetGroups?.map((each) => [
      each.TargetGroupName,
      each.LoadBalancerArns,
    ]);
  expect(await describe({ LoadBalancerArn })).toEqual([['b', [LoadBalancerArn]]]);
  expect(await describe({ TargetGroupArns: [used] })).toEqual([['b', [LoadBalancerArn]]]);
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateDescribeTargetGroups({ client: api.client }, { PageSize: 2 }))
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
    { TargetGroupArns: [group], Names: ['app'] },
    'ValidationError',
    'Target group names and target group ARNs cannot be specified at the same time',
  ],
  [
    { Names: Array.from({ length: 21 }, (_, index) => `n${index}`) },
    'ValidationError',
    'Cannot have more than 20 resources described',
  ],
  [
    { LoadBalancerArn: loadBalancer },
    'LoadBalancerNotFoundException',
    'One or more load balancers not found',
  ],
])('refuse to describe %j', async (input, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  expect(await errorOf(api.client.send(new DescribeTargetGroupsCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});
