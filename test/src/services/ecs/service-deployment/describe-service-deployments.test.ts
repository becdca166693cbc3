import {
  DeleteServiceCommand,
  DescribeServiceDeploymentsCommand,
  type ServiceDeployment as SdkServiceDeployment,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import type { ServiceDeploymentProgress } from '../../../../../src/services/ecs/service-deployment/service-deployment.ts';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import {
  deployedService,
  redeploy,
  serviceArn,
  serviceDeploymentArns,
  setProgress,
} from '../../../../support/ecs/deployed-service.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import {
  circuitBreaker,
  deploymentAlarms,
  deploymentSettings,
} from '../../../../support/planner/deployment-settings.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { reply } from '../../../../support/reply.ts';
import { ScriptedAlarms } from '../../../../support/scripted-alarms.ts';

const watched = {
  alarms: { alarmNames: ['errors', 'latency'], enable: true, rollback: true },
  deploymentCircuitBreaker: { enable: true, rollback: true },
};

async function describeAll(api: EcsApi): Promise<SdkServiceDeployment[]> {
  const arns = await serviceDeploymentArns(api);
  const { serviceDeployments = [] } = await reply(
    api.ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns })),
  );
  return serviceDeployments;
}

test('shows a deployment that has not begun', async () => {
  await using api = await startEcsApi();
  const { deployments, deploymentConfiguration } = await deployedService(api);
  const [arn] = await serviceDeploymentArns(api);
  expect(await describeAll(api)).toEqual([
    {
      serviceDeploymentArn: arn,
      serviceArn,
      clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
      createdAt: new Date(api.clock.now()),
      updatedAt: new Date(api.clock.now()),
      sourceServiceRevisions: [],
      targetServiceRevision: {
        arn: `arn:aws:ecs:us-east-1:000000000000:service-revision/default/web/${deployments?.[0]?.id?.slice('ecs-svc/'.length)}`,
        requestedTaskCount: 0,
        runningTaskCount: 0,
        pendingTaskCount: 0,
      },
      status: 'PENDING',
      deploymentConfiguration,
      deploymentCircuitBreaker: { status: 'DISABLED', failureCount: 0, threshold: 0 },
      alarms: { status: 'DISABLED' },
    },
  ]);
});

test('a deployment has those that it replaces as its sources, and overtakes the one before', async () => {
  await using api = await startEcsApi();
  await deployedService(api);
  await redeploy(api);
  const { currentServiceRevisions = [], deployments = [] } = await redeploy(api);
  const [newest, overtaken, first] = await describeAll(api);
  expect([newest, overtaken, first].map((each) => each?.status)).toEqual([
    'PENDING',
    'STOP_REQUESTED',
    'STOP_REQUESTED',
  ]);
  expect(deployments).toHaveLength(3);
  expect([newest?.targetServiceRevision, ...(newest?.sourceServiceRevisions ?? [])]).toEqual(
    currentServiceRevisions,
  );
  expect(overtaken?.sourceServiceRevisions).toHaveLength(1);
});

describe('shows what watches a deployment', () => {
  const shown = async (progress: Partial<ServiceDeploymentProgress>) => {
    await using api = await startEcsApi({ alarmSource: new ScriptedAlarms() });
    await deployedService(api, { desiredCount: 9, deploymentConfiguration: watched });
    const [arn = ''] = await serviceDeploymentArns(api);
    setProgress(api, arn, { status: 'IN_PROGRESS', ...progress });
    const [{ deploymentCircuitBreaker, alarms, status } = {}] = await describeAll(api);
    return [
      status,
      deploymentCircuitBreaker?.status,
      deploymentCircuitBreaker?.failureCount,
      deploymentCircuitBreaker?.threshold,
      alarms?.status,
      alarms?.triggeredAlarmNames,
    ];
  };
  const rollback = { reason: 'x', startedAtMs: 1, failureCount: 0 };
  const end = {
    atMs: 2,
    settings: deploymentSettings({ deploymentCircuitBreaker: circuitBreaker(), alarms: deploymentAlarms() }),
    threshold: 4,
    counts: {},
  };

  test.each<[string, Partial<ServiceDeploymentProgress>, readonly unknown[]]>([
    [
      'while it runs',
      { alarms: 'watched', failureCount: 2 },
      ['IN_PROGRESS', 'MONITORING', 2, 5, 'MONITORING', []],
    ],
    [
      'with alarms that it ignores',
      { alarms: 'ignored' },
      ['IN_PROGRESS', 'MONITORING', 0, 5, 'DISABLED', []],
    ],
    [
      'once the circuit breaker found it failed',
      {
        status: 'ROLLBACK_IN_PROGRESS',
        alarms: 'watched',
        failureCount: 5,
        failedBy: 'circuit-breaker',
        rollback,
      },
      ['ROLLBACK_IN_PROGRESS', 'TRIGGERED', 5, 5, 'MONITORING_COMPLETE', []],
    ],
    [
      'once alarms found it failed',
      {
        status: 'ROLLBACK_IN_PROGRESS',
        alarms: 'watched',
        failureCount: 1,
        failedBy: 'alarms',
        triggeredAlarmNames: ['errors'],
        rollback,
      },
      ['ROLLBACK_IN_PROGRESS', 'MONITORING_COMPLETE', 1, 5, 'TRIGGERED', ['errors']],
    ],
    [
      'as it ended, whatever the service is now',
      { status: 'SUCCESSFUL', alarms: 'watched', failureCount: 1, end },
      ['SUCCESSFUL', 'MONITORING_COMPLETE', 1, 4, 'MONITORING_COMPLETE', []],
    ],
  ])('%s', async (_case, progress, expected) => {
    expect(await shown(progress)).toEqual(expected);
  });
});

test('what ended shows the counts and settings of its end', async () => {
  await using api = await startEcsApi();
  const { deployments = [] } = await deployedService(api);
  const id = deployments[0]?.id ?? '';
  const [arn = ''] = await serviceDeploymentArns(api);
  setProgress(api, arn, {
    status: 'SUCCESSFUL',
    end: {
      atMs: api.clock.now(),
      settings: deploymentSettings({ maximumPercent: 150 }),
      threshold: 3,
      counts: { [id]: { requested: 1, running: 1, pending: 0 } },
    },
  });
  await api.ecs.send(
    new UpdateServiceCommand({
      service: 'web',
      desiredCount: 5,
      deploymentConfiguration: { minimumHealthyPercent: 0 },
    }),
  );
  const [shown] = await describeAll(api);
  expect(shown).toMatchObject({
    status: 'SUCCESSFUL',
    finishedAt: new Date(api.clock.now()),
    targetServiceRevision: { requestedTaskCount: 1, runningTaskCount: 1, pendingTaskCount: 0 },
    deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 100 },
  });
});

test('a service that is deleted has no history any more', async () => {
  await using api = await startEcsApi();
  await deployedService(api);
  const arns = await serviceDeploymentArns(api);
  await api.ecs.send(new DeleteServiceCommand({ service: 'web', force: true }));
  const { serviceDeployments, failures } = await api.ecs.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns }),
  );
  expect(serviceDeployments).toEqual([]);
  expect(failures).toEqual([{ arn: arns[0], reason: 'MISSING' }]);
});

describe('refuses', () => {
  const shared = apiForAll(deployedService);
  const unknown = 'arn:aws:ecs:us-east-1:000000000000:service-deployment/default/web/x';

  test('nothing for one that there is not, which is MISSING beside those that there are', async () => {
    const [arn = ''] = await serviceDeploymentArns(shared());
    const { serviceDeployments, failures } = await shared().ecs.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [unknown, arn] }),
    );
    expect(serviceDeployments?.map(({ serviceDeploymentArn }) => serviceDeploymentArn)).toEqual([arn]);
    expect(failures).toEqual([{ arn: unknown, reason: 'MISSING' }]);
  });

  test.each<[string, readonly string[], string]>([
    ['no ARN', [], 'Service deployment ARNs cannot be empty.'],
    ['too many ARNs', Array(21).fill(unknown), 'Service deployment ARNs cannot have more than 20 elements.'],
    ['the ARN of a service', [serviceArn], 'Unsupported resource type: service'],
    ['another region', [unknown.replace('us-east-1', 'eu-west-1')], 'Invalid Region in ARN'],
  ])('%s', async (_case, serviceDeploymentArns, message) => {
    const answer = await rawRefusal(shared(), 'DescribeServiceDeployments', { serviceDeploymentArns });
    expect(answer).toEqual({ name: 'InvalidParameterException', message, status: 400 });
  });
});
