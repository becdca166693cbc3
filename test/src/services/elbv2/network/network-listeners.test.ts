import {
  CreateListenerCommand,
  type CreateListenerCommandInput,
  CreateRuleCommand,
  DescribeListenerAttributesCommand,
  DescribeListenersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerAttributesCommand,
  ModifyListenerCommand,
  type ModifyListenerCommandInput,
  type ProtocolEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createNetworkLoadBalancer } from '../../../../support/services/create-network-load-balancer.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

const forward = (TargetGroupArn: string) => [{ Type: 'forward' as const, TargetGroupArn }];

/** A Network Load Balancer, and target groups of four protocols. */
async function scene(api: ServicesApi<ElasticLoadBalancingV2Client>) {
  return {
    net: await createNetworkLoadBalancer(api, 'net'),
    TCP: await createTargetGroup(api, 'tcp', { Protocol: 'TCP' }),
    UDP: await createTargetGroup(api, 'udp', { Protocol: 'UDP' }),
    TCP_UDP: await createTargetGroup(api, 'both', { Protocol: 'TCP_UDP' }),
    HTTP: await createTargetGroup(api, 'http'),
  };
}

async function listener(
  api: ServicesApi<ElasticLoadBalancingV2Client>,
  LoadBalancerArn: string,
  Protocol: ProtocolEnum,
  Port: number,
  group: string,
): Promise<string> {
  const { Listeners: [created] = [] } = await api.client.send(
    new CreateListenerCommand({ LoadBalancerArn, Protocol, Port, DefaultActions: forward(group) }),
  );
  return created?.ListenerArn ?? '';
}

test('create a TCP listener and read it back', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { net, TCP } = await scene(api);
  const input = { LoadBalancerArn: net, Protocol: 'TCP', Port: 5432, DefaultActions: forward(TCP) } as const;
  const created = await bodyOf(api.client.send(new CreateListenerCommand(input)));
  expect(created).toEqual({
    Listeners: [
      {
        ListenerArn: expect.stringMatching(
          /^arn:aws:elasticloadbalancing:us-east-1:000000000000:listener\/net\/net\/[0-9a-f]{16}\/[0-9a-f]{16}$/,
        ),
        LoadBalancerArn: net,
        Port: 5432,
        Protocol: 'TCP',
        DefaultActions: [
          {
            Type: 'forward',
            Order: 1,
            TargetGroupArn: TCP,
            ForwardConfig: {
              TargetGroups: [{ TargetGroupArn: TCP, Weight: 1 }],
              TargetGroupStickinessConfig: { Enabled: false },
            },
          },
        ],
      },
    ],
  });
  const found = new DescribeListenersCommand({ LoadBalancerArn: net });
  expect(await bodyOf(api.client.send(found))).toEqual(created);
  const { TargetGroups: [group] = [] } = await api.client.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [TCP] }),
  );
  expect(group?.LoadBalancerArns).toEqual([net]);
});

test('create a listener that forwards to several groups by weight', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { net, TCP, TCP_UDP } = await scene(api);
  const TargetGroups = [
    { TargetGroupArn: TCP, Weight: 9 },
    { TargetGroupArn: TCP_UDP, Weight: 1 },
  ];
  const { Listeners: [created] = [] } = await api.client.send(
    new CreateListenerCommand({
      LoadBalancerArn: net,
      Protocol: 'TCP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    }),
  );
  expect(created?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups).toEqual(TargetGroups);
});

test.each([
  ['TCP', ['TCP', 'TCP_UDP'], ['UDP', 'HTTP']],
  ['UDP', ['UDP', 'TCP_UDP'], ['TCP', 'HTTP']],
  ['TCP_UDP', ['TCP_UDP'], ['TCP', 'UDP', 'HTTP']],
] as const)('forward from %s to %s only', async (Protocol, fits, others) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const groups = await scene(api);
  for (const [index, each] of fits.entries())
    expect(await listener(api, groups.net, Protocol, 80 + index, groups[each])).not.toBe('');
  for (const each of others)
    expect(await errorOf(listener(api, groups.net, Protocol, 90, groups[each]))).toEqual({
      name: 'IncompatibleProtocolsException',
      message: `The listener and the following target groups have incompatible protocols: ${groups[each]}`,
      status: 400,
    });
});

test('refuse a TCP target group, and protocols of network load balancers, on an application load balancer', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { TCP } = await scene(api);
  const { LoadBalancerArn: web } = await createLoadBalancer(api, 'web');
  expect(await errorOf(listener(api, web, 'HTTP', 80, TCP))).toEqual({
    name: 'IncompatibleProtocolsException',
    message: `The listener and the following target groups have incompatible protocols: ${TCP}`,
    status: 400,
  });
  for (const protocol of ['TCP', 'TLS'] as const)
    expect(await errorOf(listener(api, web, protocol, 80, TCP))).toEqual({
      name: 'ValidationError',
      message: `Listener protocol '${protocol}' must be one of 'HTTPS, HTTP'`,
      status: 400,
    });
});

const refusals: [string, Partial<CreateListenerCommandInput>, string, string][] = [
  ['no protocol', { Protocol: undefined }, 'ValidationError', 'A listener protocol must be specified'],
  ['no port', { Port: undefined }, 'ValidationError', 'A port must be specified'],
  [
    'HTTP',
    { Protocol: 'HTTP' },
    'ValidationError',
    "Listener protocol 'HTTP' must be one of 'TLS, TCP, TCP_UDP, UDP'",
  ],
  [
    'a fixed response',
    { DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }] },
    'InvalidLoadBalancerActionException',
    "Actions of type 'fixed-response' are not supported on network load balancers",
  ],
  [
    'a certificate',
    { Certificates: [{ CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/1' }] },
    'ValidationError',
    'Certificates cannot be specified for TCP listeners',
  ],
  [
    'a security policy',
    { SslPolicy: 'ELBSecurityPolicy-2016-08' },
    'ValidationError',
    'An SSL policy cannot be specified for TCP listeners',
  ],
  [
    'ALPN',
    { AlpnPolicy: ['None'] },
    'ValidationError',
    'An ALPN policy cannot be specified for TCP listeners',
  ],
  [
    'a target group that is not there',
    { DefaultActions: forward('arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/x/0') },
    'TargetGroupNotFoundException',
    "Target groups 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/x/0' not found",
  ],
  [
    'a target group of another load balancer',
    { DefaultActions: forward('elsewhere') },
    'TargetGroupAssociationLimitException',
    'The following target groups cannot be associated with more than one load balancer: ELSEWHERE',
  ],
  [
    'a port that is taken, though by another protocol',
    { Port: 53 },
    'DuplicateListenerException',
    "A listener already exists on this port for this load balancer 'NET'",
  ],
];

test.each(refusals)('refuse %s', async (_what, settings, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { net, TCP, UDP } = await scene(api);
  await listener(api, net, 'UDP', 53, UDP);
  const elsewhere = await createTargetGroup(api, 'elsewhere', { Protocol: 'TCP' });
  await listener(api, await createNetworkLoadBalancer(api, 'other'), 'TCP', 80, elsewhere);
  const actions = settings.DefaultActions?.map((each) =>
    each.TargetGroupArn === 'elsewhere' ? { ...each, TargetGroupArn: elsewhere } : each,
  );
  const input = {
    LoadBalancerArn: net,
    Protocol: 'TCP',
    Port: 80,
    ...settings,
    DefaultActions: actions ?? forward(TCP),
  } as const;
  expect(await errorOf(api.client.send(new CreateListenerCommand(input)))).toEqual({
    name,
    message: message.replace('ELSEWHERE', elsewhere).replace('NET', net),
    status: 400,
  });
});

test('change port, protocol and groups of a listener, and refuse what does not fit', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { net, TCP, UDP, TCP_UDP } = await scene(api);
  const ListenerArn = await listener(api, net, 'TCP', 80, TCP);
  await listener(api, net, 'UDP', 53, UDP);
  const modify = (change: Omit<ModifyListenerCommandInput, 'ListenerArn'>) =>
    api.client.send(new ModifyListenerCommand({ ListenerArn, ...change }));
  expect(await errorOf(modify({ Protocol: 'UDP' }))).toMatchObject({
    name: 'IncompatibleProtocolsException',
  });
  expect(await errorOf(modify({ Port: 53 }))).toMatchObject({ name: 'DuplicateListenerException' });
  expect(await errorOf(modify({ Protocol: 'HTTP' }))).toMatchObject({ name: 'ValidationError' });
  const { Listeners: [changed] = [] } = await modify({
    Port: 81,
    Protocol: 'TCP_UDP',
    DefaultActions: forward(TCP_UDP),
  });
  expect(changed).toMatchObject({
    ListenerArn,
    Port: 81,
    Protocol: 'TCP_UDP',
    DefaultActions: [{ TargetGroupArn: TCP_UDP }],
  });
});

test('keep the idle timeout of TCP listeners, and no attribute of others', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { net, TCP, UDP } = await scene(api);
  const tcp = await listener(api, net, 'TCP', 80, TCP);
  const udp = await listener(api, net, 'UDP', 53, UDP);
  const attributes = async (ListenerArn: string) =>
    (await api.client.send(new DescribeListenerAttributesCommand({ ListenerArn }))).Attributes;
  const set = (ListenerArn: string, Value: string) =>
    api.client.send(
      new ModifyListenerAttributesCommand({
        ListenerArn,
        Attributes: [{ Key: 'tcp.idle_timeout.seconds', Value }],
      }),
    );
  expect(await attributes(tcp)).toEqual([{ Key: 'tcp.idle_timeout.seconds', Value: '350' }]);
  expect(await attributes(udp)).toEqual([]);
  expect((await set(tcp, '6000')).Attributes).toEqual([{ Key: 'tcp.idle_timeout.seconds', Value: '6000' }]);
  expect(await attributes(tcp)).toEqual([{ Key: 'tcp.idle_timeout.seconds', Value: '6000' }]);
  expect(await errorOf(set(tcp, '59'))).toEqual({
    name: 'ValidationError',
    message: "'tcp.idle_timeout.seconds' must be an integer between 60 and 6000",
    status: 400,
  });
  expect(await errorOf(set(udp, '60'))).toEqual({
    name: 'ValidationError',
    message: "Listener attribute key 'tcp.idle_timeout.seconds' is not recognized",
    status: 400,
  });
});

test('refuse rules and sticky groups: nothing of a flow could be held against them', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { net, TCP } = await scene(api);
  const arn = await listener(api, net, 'TCP', 81, TCP);
  const Conditions = [{ Field: 'path-pattern', Values: ['/a'] }];
  const rule = { ListenerArn: arn, Priority: 1, Conditions, Actions: forward(TCP) };
  expect(await errorOf(api.client.send(new CreateRuleCommand(rule)))).toMatchObject({
    name: 'OperationNotPermittedException',
    message: `Rules are not supported on listener '${arn}' of a network load balancer`,
  });
  const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: 60 };
  const ForwardConfig = { TargetGroups: [{ TargetGroupArn: TCP }], TargetGroupStickinessConfig };
  const sticky = new ModifyListenerCommand({
    ListenerArn: arn,
    DefaultActions: [{ Type: 'forward', ForwardConfig }],
  });
  expect(await errorOf(api.client.send(sticky))).toMatchObject({
    message: 'Target group stickiness is not supported on network load balancers',
  });
});
