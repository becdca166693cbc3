import {
  CreateListenerCommand,
  type CreateListenerCommandInput,
  DeleteListenerCommand,
  DescribeListenersCommand,
  type DescribeListenersCommandInput,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  paginateDescribeListeners,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createListener } from '../../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { defaultNetwork } from '../../../../support/services/default-network.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

async function world(api: ServicesApi<ElasticLoadBalancingV2Client>) {
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  return { LoadBalancerArn, TargetGroupArn: await createTargetGroup(api, 'app') };
}

const noStickiness = { Enabled: false };

test('create a listener that forwards, naming its one target group twice', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, TargetGroupArn } = await world(api);
  const created = await bodyOf(
    api.client.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'forward', TargetGroupArn }],
        Tags: [{ Key: 'a', Value: 'b' }],
      }),
    ),
  );
  const ListenerArn = created.Listeners?.[0]?.ListenerArn ?? '';
  expect(created).toEqual({
    Listeners: [
      {
        ListenerArn: expect.stringMatching(
          `^${LoadBalancerArn.replace(':loadbalancer/', ':listener/')}/[0-9a-f]{16}$`,
        ),
        LoadBalancerArn,
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [
          {
            Type: 'forward',
            Order: 1,
            TargetGroupArn,
            ForwardConfig: {
              TargetGroups: [{ TargetGroupArn, Weight: 1 }],
              TargetGroupStickinessConfig: noStickiness,
            },
          },
        ],
      },
    ],
  });
  expect(await bodyOf(api.client.send(new DescribeListenersCommand({ LoadBalancerArn })))).toEqual(created);
  expect(
    await bodyOf(api.client.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn] }))),
  ).toEqual(created);
  expect(await bodyOf(api.client.send(new DescribeTagsCommand({ ResourceArns: [ListenerArn] })))).toEqual({
    TagDescriptions: [{ ResourceArn: ListenerArn, Tags: [{ Key: 'a', Value: 'b' }] }],
  });
});

test('keep weights of several target groups, and fixed responses', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, TargetGroupArn } = await world(api);
  const other = await createTargetGroup(api, 'other');
  const weighted = [
    { TargetGroupArn, Weight: 9 },
    { TargetGroupArn: other, Weight: 0 },
  ];
  const { Listeners: [created] = [] } = await api.client.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: weighted } }],
    }),
  );
  expect(created?.DefaultActions).toEqual([
    {
      Type: 'forward',
      Order: 1,
      ForwardConfig: { TargetGroups: weighted, TargetGroupStickinessConfig: noStickiness },
    },
  ]);
  const { Listeners: [changed] = [] } = await api.client.send(
    new ModifyListenerCommand({
      ListenerArn: created?.ListenerArn ?? '',
      Port: 8080,
      DefaultActions: [
        {
          Type: 'fixed-response',
          FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'no' },
        },
      ],
    }),
  );
  expect(changed).toEqual({
    ...created,
    Port: 8080,
    DefaultActions: [
      {
        Type: 'fixed-response',
        Order: 1,
        FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'no' },
      },
    ],
  });
});

const refusals: [string, Partial<CreateListenerCommandInput>, string, string][] = [
  ['no port', { Port: undefined }, 'ValidationError', 'A port must be specified'],
  ['the port 65536', { Port: 65_536 }, 'ValidationError', "Port '65536' must be between 1 and 65535"],
  ['no protocol', { Protocol: undefined }, 'ValidationError', 'A listener protocol must be specified'],
  [
    'a protocol of Network Load Balancers',
    { Protocol: 'TCP' },
    'ValidationError',
    "Listener protocol 'TCP' must be one of 'HTTPS, HTTP'",
  ],
  [
    'a protocol that does not exist',
    // @ts-expect-error: AWS has no such protocol
    { Protocol: 'FTP' },
    'ValidationError',
    "1 validation error detected: Value 'FTP' at 'protocol' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, QUIC, TCP_QUIC]",
  ],
  [
    'three actions',
    {
      DefaultActions: ['200', '404', '500'].map((StatusCode) => ({
        Type: 'fixed-response' as const,
        FixedResponseConfig: { StatusCode },
      })),
    },
    'TooManyActionsException',
    "You've reached the limit on the number of actions per rule: '2'",
  ],
  [
    'an SSL policy',
    { SslPolicy: 'ELBSecurityPolicy-2016-08' },
    'ValidationError',
    'An SSL policy cannot be specified for HTTP listeners',
  ],
  ['HTTPS', { Protocol: 'HTTPS' }, 'ValidationError', 'A certificate must be specified for HTTPS listeners'],
  [
    'a redirect to the same place',
    { DefaultActions: [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301' } }] },
    'InvalidLoadBalancerActionException',
    'The redirect configuration is not valid because it creates a loop: at least one of protocol, host, port and path must differ from the request',
  ],
  [
    'a status that is no answer',
    { DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '301' } }] },
    'ValidationError',
    "Status code '301' must be 2XX, 4XX or 5XX",
  ],
  [
    'an unknown target group',
    {
      DefaultActions: [
        {
          Type: 'forward',
          TargetGroupArn:
            'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/no/0123456789abcdef',
        },
      ],
    },
    'TargetGroupNotFoundException',
    "Target groups 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/no/0123456789abcdef' not found",
  ],
  ['no actions', { DefaultActions: [] }, 'ValidationError', 'A default action must be specified'],
  [
    'an unknown load balancer',
    {
      LoadBalancerArn:
        'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/no/0123456789abcdef',
    },
    'LoadBalancerNotFoundException',
    'One or more load balancers not found',
  ],
];

test.each(refusals)('refuse to create a listener with %s', async (_what, settings, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, TargetGroupArn } = await world(api);
  const input: CreateListenerCommandInput = {
    LoadBalancerArn,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    ...settings,
  };
  expect(await errorOf(api.client.send(new CreateListenerCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});

test('refuse a port that the load balancer listens on already', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, TargetGroupArn } = await world(api);
  await createListener(api, LoadBalancerArn, 80, TargetGroupArn);
  const second = await createListener(api, LoadBalancerArn, 81, TargetGroupArn);
  const taken = {
    name: 'DuplicateListenerException',
    message: `A listener already exists on this port for this load balancer '${LoadBalancerArn}'`,
    status: 400,
  };
  expect(await errorOf(createListener(api, LoadBalancerArn, 80, TargetGroupArn))).toEqual(taken);
  expect(
    await errorOf(api.client.send(new ModifyListenerCommand({ ListenerArn: second, Port: 80 }))),
  ).toEqual(taken);
});

test('refuse a target group that another load balancer uses', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, TargetGroupArn } = await world(api);
  await createListener(api, LoadBalancerArn, 80, TargetGroupArn);
  const other = await createLoadBalancer(api, 'other');
  expect(await errorOf(createListener(api, other.LoadBalancerArn, 80, TargetGroupArn))).toEqual({
    name: 'TargetGroupAssociationLimitException',
    message: `The following target groups cannot be associated with more than one load balancer: ${TargetGroupArn}`,
    status: 400,
  });
});

test('refuse a target group of another VPC', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn } = await world(api);
  api.context.ec2.network.addVpc({
    id: 'vpc-2',
    accountId: '000000000000',
    region: 'us-east-1',
    cidr: '10.9.0.0/16',
    isDefault: false,
  });
  const foreign = await createTargetGroup(api, 'foreign', { VpcId: 'vpc-2' });
  const { vpcId } = defaultNetwork(api);
  expect(await errorOf(createListener(api, LoadBalancerArn, 80, foreign))).toEqual({
    name: 'InvalidConfigurationRequestException',
    message: `The following target groups are not in the VPC '${vpcId}' of the load balancer: ${foreign}`,
    status: 400,
  });
});

test('page through listeners by port, though one was deleted between two pages', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, TargetGroupArn } = await world(api);
  const arns = new Map<number, string>();
  for (const port of [8080, 80, 443, 9000])
    arns.set(port, await createListener(api, LoadBalancerArn, port, TargetGroupArn));
  const ports: (number | undefined)[][] = [];
  for await (const page of paginateDescribeListeners(
    { client: api.client },
    { LoadBalancerArn, PageSize: 2 },
  )) {
    ports.push((page.Listeners ?? []).map(({ Port }) => Port));
    if (ports.length === 1)
      await api.client.send(new DeleteListenerCommand({ ListenerArn: arns.get(443) ?? '' }));
  }
  expect(ports).toEqual([
    [80, 443],
    [8080, 9000],
  ]);
});

const missing =
  'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/web/0123456789abcdef/0123456789abcdef';

test.each<[DescribeListenersCommandInput, string, string]>([
  [{}, 'ValidationError', 'You must specify either listener ARNs or a load balancer ARN'],
  [{ ListenerArns: [missing] }, 'ListenerNotFoundException', 'One or more listeners not found'],
  [{ ListenerArns: ['x'] }, 'ValidationError', "'x' is not a valid listener ARN"],
])('refuse to describe %j', async (input, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  expect(await errorOf(api.client.send(new DescribeListenersCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});
