import {
  CreateClusterCommand,
  CreateServiceCommand,
  type DeploymentConfiguration,
  DescribeServicesCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../../support/ecs/api-for-all.ts';
import { type EcsApi, type EcsApiOptions, startEcsApi } from '../../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../../support/ecs/fargate-service.ts';
import { rawRefusal } from '../../../../../support/raw-refusal.ts';
import { refusal } from '../../../../../support/refusal.ts';
import { ScriptedAlarms } from '../../../../../support/scripted-alarms.ts';

const initial = {
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  deploymentCircuitBreaker: {
    enable: false,
    rollback: false,
    resetOnHealthyTask: true,
    thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
  },
  strategy: 'ROLLING',
  bakeTimeInMinutes: 0,
};
const breaker = (facts: object) => ({ ...initial.deploymentCircuitBreaker, ...facts });

async function prepare(api: EcsApi): Promise<void> {
  await api.ecs.send(new CreateClusterCommand({}));
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  await api.ecs.send(new CreateServiceCommand(fargateService(api, 'web')));
}

async function shownAfter(
  updates: readonly DeploymentConfiguration[],
  options: EcsApiOptions = {},
): Promise<DeploymentConfiguration | undefined> {
  await using api = await startEcsApi(options);
  await prepare(api);
  for (const deploymentConfiguration of updates)
    await api.ecs.send(new UpdateServiceCommand({ service: 'web', deploymentConfiguration }));
  const { services = [] } = await api.ecs.send(new DescribeServicesCommand({ services: ['web'] }));
  const [service] = services;
  expect(service?.deployments).toHaveLength(1);
  return service?.deploymentConfiguration;
}

describe('an update of the deployment configuration begins no deployment, and keeps what it omits', () => {
  test.each<[string, readonly DeploymentConfiguration[], object]>([
    ['nothing', [{}], {}],
    ['a percentage', [{ maximumPercent: 150 }], { maximumPercent: 150 }],
    [
      'one percentage after the other',
      [{ maximumPercent: 150 }, { minimumHealthyPercent: 50 }],
      { maximumPercent: 150, minimumHealthyPercent: 50 },
    ],
    [
      'the circuit breaker',
      [{ deploymentCircuitBreaker: { enable: true, rollback: true } }],
      { deploymentCircuitBreaker: breaker({ enable: true, rollback: true }) },
    ],
    [
      'what of the circuit breaker was given before',
      [
        {
          deploymentCircuitBreaker: {
            enable: true,
            rollback: true,
            resetOnHealthyTask: false,
            thresholdConfiguration: { type: 'COUNT', value: 7 },
          },
        },
        { deploymentCircuitBreaker: { enable: true, rollback: false } },
      ],
      {
        deploymentCircuitBreaker: {
          enable: true,
          rollback: false,
          resetOnHealthyTask: false,
          thresholdConfiguration: { type: 'COUNT', value: 7 },
        },
      },
    ],
    [
      'a threshold without bounds',
      [
        {
          deploymentCircuitBreaker: {
            enable: true,
            rollback: false,
            thresholdConfiguration: { type: 'UNBOUNDED_PERCENT', value: 100 },
          },
        },
      ],
      {
        deploymentCircuitBreaker: breaker({
          enable: true,
          thresholdConfiguration: { type: 'UNBOUNDED_PERCENT', value: 100 },
        }),
      },
    ],
    ['the longest bake time', [{ bakeTimeInMinutes: 1440 }], { bakeTimeInMinutes: 1440 }],
    ['the rolling strategy', [{ strategy: 'ROLLING', lifecycleHooks: [] }], {}],
    [
      'alarms that are off',
      [{ alarms: { alarmNames: [], enable: false, rollback: false } }],
      { alarms: { alarmNames: [], enable: false, rollback: false } },
    ],
    ['early success that is off', [{ earlySuccessCriteria: { enable: false } }], {}],
  ])('%s', async (_case, updates, shown) => {
    expect(await shownAfter(updates)).toEqual({ ...initial, ...shown });
  });

  test('alarms, where there is a source of their states', async () => {
    const alarms = { alarmNames: ['errors', 'latency'], enable: true, rollback: true };
    const options = { alarmSource: new ScriptedAlarms() };
    expect(await shownAfter([{ alarms }, { bakeTimeInMinutes: 1 }], options)).toEqual({
      ...initial,
      alarms,
      bakeTimeInMinutes: 1,
    });
  });
});

test('alarms without names are refused where there is a source of their states', async () => {
  await using api = await startEcsApi({ alarmSource: new ScriptedAlarms() });
  await prepare(api);
  const alarms = { alarmNames: [], enable: true, rollback: true };
  const answer = api.ecs.send(
    new UpdateServiceCommand({ service: 'web', deploymentConfiguration: { alarms } }),
  );
  expect(await refusal(answer)).toEqual({
    name: 'InvalidParameterException',
    message: 'alarmNames must not be empty when deployment alarms are enabled.',
    status: 400,
  });
});

const invalid = 'InvalidParameterException';
const lacking = 'UnsupportedFeatureException';
const threshold = (type: 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT' | 'COUNT', value: number) => ({
  deploymentCircuitBreaker: { enable: true, rollback: true, thresholdConfiguration: { type, value } },
});

describe('refuses, and changes nothing, of a new service and of one that there is', () => {
  const shared = apiForAll(prepare);

  test.each<[string, DeploymentConfiguration, string, string]>([
    [
      'a minimum beyond all',
      { minimumHealthyPercent: 101 },
      invalid,
      'minimumHealthyPercent must be at most 100',
    ],
    [
      'a negative minimum',
      { minimumHealthyPercent: -1 },
      invalid,
      'minimumHealthyPercent must be at least 0',
    ],
    ['a small maximum', { maximumPercent: 99 }, invalid, 'maximumPercent must be at least 100'],
    [
      'a broken maximum',
      { maximumPercent: 150.5 },
      invalid,
      'maximumPercent and minimumHealthyPercent must be whole numbers',
    ],
    [
      'a rollout that cannot move',
      { maximumPercent: 100 },
      invalid,
      'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    ],
    [
      'a share of none as threshold',
      threshold('BOUNDED_PERCENT', 0),
      invalid,
      'The threshold value must be between 1 and 100 for the type BOUNDED_PERCENT.',
    ],
    [
      'a share of more than all as threshold',
      threshold('UNBOUNDED_PERCENT', 101),
      invalid,
      'The threshold value must be between 1 and 100 for the type UNBOUNDED_PERCENT.',
    ],
    [
      'no task as threshold',
      threshold('COUNT', 0),
      invalid,
      'The threshold value must be at least 1 for the type COUNT.',
    ],
    [
      'a negative bake time',
      { bakeTimeInMinutes: -1 },
      invalid,
      'bakeTimeInMinutes must be between 0 and 1440.',
    ],
    [
      'a bake time of more than a day',
      { bakeTimeInMinutes: 1441 },
      invalid,
      'bakeTimeInMinutes must be between 0 and 1440.',
    ],
    [
      'steps of another strategy',
      { linearConfiguration: { stepPercent: 10 } },
      invalid,
      'linearConfiguration is only valid for the LINEAR deployment strategy.',
    ],
    [
      'a canary of another strategy',
      { canaryConfiguration: { canaryPercent: 10 } },
      invalid,
      'canaryConfiguration is only valid for the CANARY deployment strategy.',
    ],
    ...(['BLUE_GREEN', 'LINEAR', 'CANARY'] as const).map(
      (strategy): [string, DeploymentConfiguration, string, string] => [
        strategy,
        { strategy },
        lacking,
        `Drydock does not implement the deployment strategy ${strategy} yet.`,
      ],
    ),
    [
      'hooks',
      { lifecycleHooks: [{ hookTargetArn: 'x' }] },
      lacking,
      'Drydock does not implement deployment lifecycle hooks yet.',
    ],
    [
      'early success',
      { earlySuccessCriteria: { enable: true } },
      lacking,
      'Drydock does not implement early success criteria of deployments yet.',
    ],
    [
      'alarms, of whose states there is no source',
      { alarms: { alarmNames: ['a'], enable: true, rollback: false } },
      lacking,
      'Drydock does not implement deployment alarms yet.',
    ],
  ])('%s', async (_case, deploymentConfiguration, name, message) => {
    const api = shared();
    const before = await api.ecs.send(new DescribeServicesCommand({ services: ['web', 'other'] }));
    const answers = [
      api.ecs.send(new UpdateServiceCommand({ service: 'web', desiredCount: 7, deploymentConfiguration })),
      api.ecs.send(
        new CreateServiceCommand(
          fargateService(api, 'other', { taskDefinition: 'web', deploymentConfiguration }),
        ),
      ),
    ];
    for (const answer of answers) expect(await refusal(answer)).toEqual({ name, message, status: 400 });
    const after = await api.ecs.send(new DescribeServicesCommand({ services: ['web', 'other'] }));
    expect(after.services).toEqual(before.services);
  });

  test.each<[string, object, string]>([
    [
      'an unknown strategy',
      { strategy: 'BIG_BANG' },
      'Deployment strategy should be one of [ROLLING,BLUE_GREEN,LINEAR,CANARY]',
    ],
    [
      'an unknown type of threshold',
      {
        deploymentCircuitBreaker: {
          enable: true,
          rollback: true,
          thresholdConfiguration: { type: 'X', value: 1 },
        },
      },
      'Threshold type should be one of [BOUNDED_PERCENT,UNBOUNDED_PERCENT,COUNT]',
    ],
  ])('%s', async (_case, deploymentConfiguration, message) => {
    const answer = await rawRefusal(shared(), 'UpdateService', { service: 'web', deploymentConfiguration });
    expect(answer).toEqual({ name: invalid, message, status: 400 });
  });
});
