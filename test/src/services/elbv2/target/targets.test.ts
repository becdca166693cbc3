import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
  type TargetDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import type { TargetHealth } from '../../../../../src/services/elbv2/target/target-health.ts';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createListener } from '../../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

async function used(api: ServicesApi<ElasticLoadBalancingV2Client>, name = 'app'): Promise<string> {
  const arn = await createTargetGroup(api, name);
  await createListener(api, (await createLoadBalancer(api, `${name}-lb`)).LoadBalancerArn, 80, arn);
  return arn;
}

function register(
  api: ServicesApi<ElasticLoadBalancingV2Client>,
  TargetGroupArn: string,
  ...Targets: TargetDescription[]
) {
  return api.client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
}

function deregister(
  api: ServicesApi<ElasticLoadBalancingV2Client>,
  TargetGroupArn: string,
  ...Targets: TargetDescription[]
) {
  return api.client.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }));
}

async function health(
  api: ServicesApi<ElasticLoadBalancingV2Client>,
  TargetGroupArn: string,
  Targets?: TargetDescription[],
) {
  const { TargetHealthDescriptions = [] } = await api.client.send(
    new DescribeTargetHealthCommand({ TargetGroupArn, Targets }),
  );
  return TargetHealthDescriptions.map(({ Target, TargetHealth }) => [
    `${Target?.Id}:${Target?.Port}`,
    TargetHealth?.State,
    TargetHealth?.Reason,
    TargetHealth?.Description,
  ]);
}

const draining = ['draining', 'Target.DeregistrationInProgress', 'Target deregistration is in progress'];
const registering = ['initial', 'Elb.RegistrationInProgress', 'Target registration is in progress'];
const notRegistered = ['unused', 'Target.NotRegistered', 'Target is not registered to the target group'];

test('register a target on the port of the group, or on its own', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = await used(api);
  expect(
    await bodyOf(
      register(
        api,
        arn,
        { Id: '172.31.0.5' },
        { Id: '172.31.0.5', Port: 81, AvailabilityZone: 'us-east-1a' },
      ),
    ),
  ).toEqual({});
  const about = {
    TargetHealth: {
      State: 'initial',
      Reason: 'Elb.RegistrationInProgress',
      Description: 'Target registration is in progress',
    },
    AdministrativeOverride: {
      State: 'no_override',
      Reason: 'AdministrativeOverride.NoOverride',
      Description: 'No override is currently active on target',
    },
  };
  expect(await bodyOf(api.client.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn })))).toEqual({
    TargetHealthDescriptions: [
      {
        Target: { Id: '172.31.0.5', Port: 80, AvailabilityZone: 'us-east-1a' },
        HealthCheckPort: '80',
        ...about,
      },
      {
        Target: { Id: '172.31.0.5', Port: 81, AvailabilityZone: 'us-east-1a' },
        HealthCheckPort: '81',
        ...about,
      },
    ],
  });
});

test('show the port of the health check where it has its own', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = await createTargetGroup(api, 'app', { HealthCheckPort: '9000' });
  await register(api, arn, { Id: '172.31.0.5' });
  const { TargetHealthDescriptions = [] } = await api.client.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: arn }),
  );
  expect(TargetHealthDescriptions.map(({ HealthCheckPort }) => HealthCheckPort)).toEqual(['9000']);
});

const found: [TargetHealth, (string | undefined)[]][] = [
  [
    { state: 'initial', reason: 'Elb.InitialHealthChecking' },
    ['initial', 'Elb.InitialHealthChecking', 'Initial health checks in progress'],
  ],
  [{ state: 'healthy' }, ['healthy', undefined, undefined]],
  [
    {
      state: 'unhealthy',
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [503]',
    },
    ['unhealthy', 'Target.ResponseCodeMismatch', 'Health checks failed with these codes: [503]'],
  ],
  [
    { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' },
    ['unhealthy', 'Target.Timeout', 'Request timed out'],
  ],
  [
    { state: 'unavailable', reason: 'Target.HealthCheckDisabled' },
    ['unavailable', 'Target.HealthCheckDisabled', 'Health checks are disabled'],
  ],
];

test.each(found)('describe what the data path found: %j', async (seen, described) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = await used(api);
  await register(api, arn, { Id: '172.31.0.5' });
  api.context.elbv2.targets.setHealth(arn, '172.31.0.5', 80, seen);
  expect(await health(api, arn)).toEqual([['172.31.0.5:80', ...described]]);
});

test('call the targets of a group that no listener uses unused, whatever was found before', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = await createTargetGroup(api, 'app');
  await register(api, arn, { Id: '172.31.0.5' });
  api.context.elbv2.targets.setHealth(arn, '172.31.0.5', 80, { state: 'healthy' });
  expect(await health(api, arn)).toEqual([
    [
      '172.31.0.5:80',
      'unused',
      'Target.NotInUse',
      'Target group is not configured to receive traffic from the load balancer',
    ],
  ]);
});

test('drain a deregistered target, which stays listed until it is gone', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = await used(api);
  await register(api, arn, { Id: '172.31.0.5' }, { Id: '172.31.0.6' });
  api.context.elbv2.targets.setHealth(arn, '172.31.0.5', 80, { state: 'healthy' });
  expect(await bodyOf(deregister(api, arn, { Id: '172.31.0.5' }))).toEqual({});
  expect(await health(api, arn)).toEqual([
    ['172.31.0.5:80', ...draining],
    ['172.31.0.6:80', ...registering],
  ]);
  api.context.elbv2.targets.remove(arn, '172.31.0.5', 80);
  expect(await health(api, arn, [{ Id: '172.31.0.5' }, { Id: '172.31.0.6', Port: 80 }])).toEqual([
    ['172.31.0.5:80', ...notRegistered],
    ['172.31.0.6:80', ...registering],
  ]);
});

test('deregister the port of the group where none is named, and no other', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = await used(api);
  await register(api, arn, { Id: '172.31.0.5' }, { Id: '172.31.0.5', Port: 81 });
  await deregister(api, arn, { Id: '172.31.0.5' });
  expect(await health(api, arn)).toEqual([
    ['172.31.0.5:80', ...draining],
    ['172.31.0.5:81', ...registering],
  ]);
});

test('take a second registration and a second deregistration for done', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = await used(api);
  await register(api, arn, { Id: '172.31.0.5' });
  api.context.elbv2.targets.setHealth(arn, '172.31.0.5', 80, { state: 'healthy' });
  await register(api, arn, { Id: '172.31.0.5' });
  expect(await health(api, arn)).toEqual([['172.31.0.5:80', 'healthy', undefined, undefined]]);
  await deregister(api, arn, { Id: '172.31.0.5' });
  await api.clock.advance(1000);
  await deregister(api, arn, { Id: '172.31.0.5' }, { Id: '172.31.0.99' });
  expect(api.context.elbv2.targets.find(arn, '172.31.0.5', 80)).toMatchObject({
    state: 'draining',
    drainingSinceMs: api.clock.now() - 1000,
  });
  await register(api, arn, { Id: '172.31.0.5' });
  expect(await health(api, arn)).toEqual([['172.31.0.5:80', ...registering]]);
});

test.each<[TargetDescription, string, string]>([
  [{ Id: 'i-0123' }, 'InvalidTargetException', "The IP address 'i-0123' is not a valid IPv4 address"],
  [
    { Id: '172.31.0.5', Port: 65_536 },
    'ValidationError',
    "1 validation error detected: Value '65536' at 'targets.2.member.port' failed to satisfy constraint: Member must have value less than or equal to 65535",
  ],
  [
    { Id: '172.31.0.5', Port: 0 },
    'ValidationError',
    "1 validation error detected: Value '0' at 'targets.2.member.port' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    { Id: '172.31.0.5', QuicServerId: '0x0123456789abcdef' },
    'ValidationError',
    'A QUIC server ID cannot be specified for HTTP target groups',
  ],
  [
    { Id: '8.8.8.8', AvailabilityZone: 'all' },
    'InvalidTargetException',
    "The IP address '8.8.8.8' is neither in a subnet of the VPC nor in one of the ranges 10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12, 192.168.0.0/16",
  ],
  [
    { Id: '10.1.2.3' },
    'ValidationError',
    "The Availability Zone is required for IP address '10.1.2.3' because it is not in the VPC",
  ],
  [
    { Id: '172.31.0.5', AvailabilityZone: 'all' },
    'ValidationError',
    "The IP address '172.31.0.5' is within the VPC, and cannot have its Availability Zone overridden to 'all' from 'us-east-1a'",
  ],
])('refuse the target %j and register none', async (target, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = await used(api);
  expect(await errorOf(register(api, arn, { Id: '172.31.0.4' }, target))).toEqual({
    name,
    message,
    status: 400,
  });
  expect(await health(api, arn)).toEqual([]);
});

test('take addresses of other networks and of this machine, and show their zones', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = await used(api);
  await register(
    api,
    arn,
    { Id: '10.1.2.3', AvailabilityZone: 'all' },
    { Id: '127.0.0.1' },
    { Id: '172.31.16.9' },
    { Id: '172.31.32.9', AvailabilityZone: 'us-east-1c' },
  );
  const { TargetHealthDescriptions = [] } = await api.client.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: arn }),
  );
  expect(TargetHealthDescriptions.map(({ Target }) => [Target?.Id, Target?.AvailabilityZone])).toEqual([
    ['10.1.2.3', 'all'],
    ['127.0.0.1', undefined],
    ['172.31.16.9', 'us-east-1b'],
    ['172.31.32.9', 'us-east-1c'],
  ]);
});

test('refuse by name to tell which targets are anomalies', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const input = { TargetGroupArn: await used(api), Include: ['AnomalyDetection' as const] };
  expect(await errorOf(api.client.send(new DescribeTargetHealthCommand(input)))).toEqual({
    name: 'NotImplementedException',
    message: 'Drydock does not implement anomaly detection (Include) yet.',
    status: 400,
  });
});

test('refuse an unknown target group', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const arn = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/no/0123456789abcdef';
  const error = {
    name: 'TargetGroupNotFoundException',
    message: 'One or more target groups not found',
    status: 400,
  };
  expect(await errorOf(register(api, arn, { Id: '172.31.0.5' }))).toEqual(error);
  expect(await errorOf(deregister(api, arn, { Id: '172.31.0.5' }))).toEqual(error);
  expect(await errorOf(health(api, arn))).toEqual(error);
});
