import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeregisterTaskDefinitionCommand,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateRuleCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { attachedTargetGroup } from '../../../../support/ecs/attached-target-group.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';

async function prepare(api: EcsApi) {
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
}
async function apiWithDefinition() {
  const api = await startEcsApi();
  await prepare(api);
  return api;
}
const create = (api: EcsApi, rest: Partial<CreateServiceCommandInput> = {}) =>
  api.ecs.send(new CreateServiceCommand(fargateService(api, 'web', rest)));

const invalid = 'InvalidParameterException';
const lacking = 'UnsupportedFeatureException';
const provider = [{ capacityProvider: 'FARGATE' }];
const nameRule = (name: string) => `ServiceName must match ^[a-zA-Z0-9\\-_]{1,255}$, but was ${name}`;
const notYet = (what: string) => `Drydock does not implement ${what} yet.`;

describe('refuses', () => {
  const shared = apiForAll(prepare);

  test.each<[string, Partial<CreateServiceCommandInput>, string, string]>([
    ['an unknown cluster', { cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
    ['a name with a space', { serviceName: 'a b' }, invalid, nameRule('a b')],
    ['an empty name', { serviceName: '' }, invalid, nameRule('')],
    [
      'a long token',
      { clientToken: 't'.repeat(37) },
      invalid,
      'clientToken must be at most 36 ASCII characters.',
    ],
    ['no count', { desiredCount: undefined }, invalid, 'Desired count is required.'],
    ['a negative count', { desiredCount: -1 }, invalid, 'The desiredCount must be a non-negative integer.'],
    ['a broken count', { desiredCount: 0.5 }, invalid, 'The desiredCount must be a non-negative integer.'],
    ['a huge count', { desiredCount: 5001 }, invalid, 'The desiredCount must be at most 5000.'],
    ['no definition', { taskDefinition: undefined }, invalid, 'TaskDefinition cannot be empty.'],
    ['an unknown definition', { taskDefinition: 'gone' }, 'ClientException', 'TaskDefinition not found.'],
    [
      'no network',
      { networkConfiguration: undefined },
      invalid,
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      'a launch type and a strategy',
      { capacityProviderStrategy: provider },
      invalid,
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    ],
    ['EXTERNAL', { launchType: 'EXTERNAL' }, lacking, notYet('the launch type EXTERNAL')],
    [
      'a daemon on Fargate',
      { schedulingStrategy: 'DAEMON', desiredCount: undefined },
      invalid,
      'The daemon scheduling strategy does not support the FARGATE launch type.',
    ],
    [
      'CODE_DEPLOY',
      { deploymentController: { type: 'CODE_DEPLOY' } },
      lacking,
      notYet('the deployment controller CODE_DEPLOY'),
    ],
    ['registries', { serviceRegistries: [{ registryArn: 'x' }] }, lacking, notYet('service registries')],
    [
      'Service Connect',
      { serviceConnectConfiguration: { enabled: true } },
      lacking,
      notYet('Service Connect'),
    ],
    [
      'volumes',
      { volumeConfigurations: [{ name: 'v' }] },
      'InvalidParameterException',
      'Volume configuration provided but no matching configuredAtLaunch volume found in task definition.',
    ],
    [
      'VPC Lattice',
      { vpcLatticeConfigurations: [{ roleArn: 'r', targetGroupArn: 't', portName: 'p' }] },
      lacking,
      notYet('VPC Lattice'),
    ],
    ['an older platform', { platformVersion: '1.3.0' }, lacking, notYet('the platform version 1.3.0')],
    [
      'an unknown platform',
      { platformVersion: '2' },
      'PlatformUnknownException',
      'The platform version 2 is unknown.',
    ],
    [
      'constraints',
      { placementConstraints: [{ type: 'distinctInstance' }] },
      invalid,
      'Placement constraints are not supported with FARGATE launch type.',
    ],
    [
      'a placement strategy',
      { placementStrategy: [{ type: 'random' }] },
      invalid,
      'Placement strategies are not supported with FARGATE launch type.',
    ],
    [
      'a role',
      { role: 'r' },
      invalid,
      'You cannot specify an IAM role for services that require a service linked role.',
    ],
    [
      'a negative grace period',
      { healthCheckGracePeriodSeconds: -1 },
      invalid,
      'healthCheckGracePeriodSeconds must be between 0 and 2147483647.',
    ],
    [
      'a classic load balancer',
      { loadBalancers: [{ loadBalancerName: 'x' }] },
      invalid,
      'Classic Load Balancers are not supported with Fargate',
    ],
    [
      'two kinds of load balancer',
      { loadBalancers: [{ loadBalancerName: 'x', targetGroupArn: 'y' }] },
      invalid,
      'loadBalancerName and targetGroupArn cannot both be specified. You must specify either a loadBalancerName or a targetGroupArn in all loadBalancer entries',
    ],
    [
      'an unknown target group',
      { loadBalancers: [{ targetGroupArn: 'x' }] },
      invalid,
      'The target group x does not exist.',
    ],
    [
      'many target groups',
      { loadBalancers: Array(6).fill({ targetGroupArn: 'x' }) },
      invalid,
      'load balancers can have at most 5 items.',
    ],
    ["a tag of AWS's own prefix", { tags: [{ key: 'AWS:x' }] }, invalid, 'Tag key prefix aws: is reserved.'],
  ])('%s', async (_case, rest, name, message) => {
    const api = shared();
    expect(await refusal(create(api, rest))).toEqual({ name, message, status: 400 });
    expect((await api.ecs.send(new ListServicesCommand({}))).serviceArns).toEqual([]);
  });

  test.each<[object, string]>([
    [{ launchType: 'MOON' }, 'Launch type should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]'],
    [{ schedulingStrategy: 'CRON' }, 'Scheduling strategy should be one of [REPLICA,DAEMON]'],
    [{ propagateTags: 'constructor' }, 'Propagate tags should be one of [SERVICE,TASK_DEFINITION,NONE]'],
    [
      { availabilityZoneRebalancing: 'ON' },
      'Availability Zone rebalancing should be one of [ENABLED,DISABLED]',
    ],
  ])('a value outside of an enumeration: %j', async (rest, message) => {
    const api = shared();
    expect(await rawRefusal(api, 'CreateService', { ...fargateService(api, 'web'), ...rest })).toEqual({
      name: invalid,
      message,
      status: 400,
    });
  });

  test('an INACTIVE definition', async () => {
    await using api = await apiWithDefinition();
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:1' }));
    expect(await refusal(create(api, { taskDefinition: 'web:1' }))).toEqual({
      name: 'ClientException',
      message: 'TaskDefinition is inactive',
      status: 400,
    });
  });
});

test('takes a target group that only a rule sends traffic to', async () => {
  await using api = await apiWithDefinition();
  const { listenerArn } = await attachedTargetGroup(api, 'web');
  const { targetGroupArn } = await attachedTargetGroup(api, 'by-rule', { attached: false });
  await new ElasticLoadBalancingV2Client(api.client).send(
    new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/a'] }],
      Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  const loadBalancers = [{ targetGroupArn, containerName: 'web', containerPort: 80 }];
  expect((await create(api, { loadBalancers })).service?.loadBalancers).toEqual(loadBalancers);
});

test('refuses load balancers that cannot reach its containers', async () => {
  await using api = await apiWithDefinition();
  const { targetGroupArn } = await attachedTargetGroup(api, 'web');
  const { targetGroupArn: loose } = await attachedTargetGroup(api, 'loose', { attached: false });
  const place = { targetGroupArn, containerName: 'web', containerPort: 80 };
  const message = async (loadBalancer: object) =>
    (await refusal(create(api, { loadBalancers: [{ ...place, ...loadBalancer }] }))).message;
  expect(await message({ targetGroupArn: loose })).toBe(
    `The target group with targetGroupArn ${loose} does not have an associated load balancer.`,
  );
  expect(await message({ containerName: 'db' })).toBe(
    'The container db does not exist in the task definition.',
  );
  expect(await message({ containerPort: 81 })).toBe(
    'The container web did not have a container port 81 defined.',
  );
  expect(await message({ advancedConfiguration: { alternateTargetGroupArn: loose } })).toBe(
    notYet('advancedConfiguration of load balancers'),
  );
  const elsewhere = targetGroupArn.replace('000000000000', '111111111111');
  expect(await message({ targetGroupArn: elsewhere })).toBe(`The target group ${elsewhere} does not exist.`);
});
