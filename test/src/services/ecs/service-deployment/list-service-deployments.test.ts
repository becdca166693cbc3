import { ListServiceDeploymentsCommand, type ListServiceDeploymentsCommandInput } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import type { PlannedStatus } from '../../../../../src/services/ecs/service-deployment/service-deployment.ts';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import {
  deployedService,
  redeploy,
  serviceArn,
  serviceDeploymentArns,
  setProgress,
} from '../../../../support/ecs/deployed-service.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { deploymentSettings } from '../../../../support/planner/deployment-settings.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { reply } from '../../../../support/reply.ts';

const list = (api: EcsApi, rest: Partial<ListServiceDeploymentsCommandInput> = {}) =>
  reply(api.ecs.send(new ListServiceDeploymentsCommand({ service: 'web', ...rest })));

test('shows the first deployment of a new service, which has not begun', async () => {
  await using api = await startEcsApi();
  const { deployments } = await deployedService(api);
  const { serviceDeployments, ...rest } = await list(api);
  expect(rest).toEqual({});
  expect(serviceDeployments).toEqual([
    {
      serviceDeploymentArn: expect.stringMatching(
        /^arn:aws:ecs:us-east-1:000000000000:service-deployment\/default\/web\/[\w-]{21}$/,
      ),
      serviceArn,
      clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
      createdAt: new Date(api.clock.now()),
      targetServiceRevisionArn: `arn:aws:ecs:us-east-1:000000000000:service-revision/default/web/${deployments?.[0]?.id?.slice('ecs-svc/'.length)}`,
      status: 'PENDING',
    },
  ]);
});

/** How the deployments of the shared service ended, the oldest first, one a minute; the last two go on. */
const ends: readonly (PlannedStatus | undefined)[] = [
  'SUCCESSFUL',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
  'STOPPED',
  'SUCCESSFUL',
  undefined,
  undefined,
];
const minuteMs = 60_000;

async function prepare(api: EcsApi): Promise<void> {
  await deployedService(api);
  for (const [index, status] of ends.entries()) {
    if (index > 0) {
      await api.clock.advance(minuteMs);
      await redeploy(api);
    }
    if (status === undefined) continue;
    const [arn = ''] = await serviceDeploymentArns(api);
    const end = { atMs: api.clock.now(), settings: deploymentSettings(), threshold: 3, counts: {} };
    setProgress(api, arn, { status, statusReason: `because ${index}`, end });
  }
}

describe('of seven deployments', () => {
  const shared = apiForAll(prepare);
  const numbers = async (input: Partial<ListServiceDeploymentsCommandInput>) => {
    const all = await serviceDeploymentArns(shared());
    const { serviceDeployments = [] } = await list(shared(), input);
    return serviceDeployments.map(
      ({ serviceDeploymentArn = '' }) => all.length - all.indexOf(serviceDeploymentArn),
    );
  };
  const at = (minute: number) => new Date(shared().clock.now() - (ends.length - minute) * minuteMs);

  test.each<[string, () => Partial<ListServiceDeploymentsCommandInput>, number[]]>([
    ['all, the newest first', () => ({}), [7, 6, 5, 4, 3, 2, 1]],
    ['those of a service by its ARN', () => ({ service: serviceArn }), [7, 6, 5, 4, 3, 2, 1]],
    ['the successful ones', () => ({ status: ['SUCCESSFUL'] }), [5, 1]],
    ['those of either status', () => ({ status: ['STOPPED', 'ROLLBACK_FAILED'] }), [4, 3]],
    ['the one that has not begun', () => ({ status: ['PENDING'] }), [7]],
    ['the one that it overtook', () => ({ status: ['STOP_REQUESTED'] }), [6]],
    ['none', () => ({ status: ['IN_PROGRESS'] }), []],
    ['those before a time', () => ({ createdAt: { before: at(3) } }), [2, 1]],
    ['those after a time', () => ({ createdAt: { after: at(5) } }), [7, 6]],
    ['those between two times', () => ({ createdAt: { after: at(2), before: at(5) } }), [4, 3]],
    ['those of a status and a time', () => ({ status: ['SUCCESSFUL'], createdAt: { after: at(1) } }), [5]],
  ])('lists %s', async (_case, input, listed) => {
    expect(await numbers(input())).toEqual(listed);
  });

  test('lists them in pages, the last of which has no token', async () => {
    const pages: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = await list(shared(), { maxResults: 3, nextToken });
      pages.push(page.serviceDeployments?.length ?? 0);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(pages).toEqual([3, 3, 1]);
  });

  test('shows when and why they ended', async () => {
    const { serviceDeployments = [] } = await list(shared(), { status: ['ROLLBACK_FAILED'] });
    expect(serviceDeployments.map(({ statusReason, finishedAt }) => [statusReason, finishedAt])).toEqual([
      ['because 2', at(3)],
    ]);
  });

  test.each<[object, string, string]>([
    [{ maxResults: 0 }, 'InvalidParameterException', 'maxResults must be between 1 and 100.'],
    [{ maxResults: 101 }, 'InvalidParameterException', 'maxResults must be between 1 and 100.'],
    [{ nextToken: 'x' }, 'InvalidParameterException', 'Invalid token.'],
    [{ service: 'gone' }, 'ServiceNotFoundException', 'Service not found.'],
    [{ cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
    [
      { status: ['DONE'] },
      'InvalidParameterException',
      'Status should be one of [PENDING,SUCCESSFUL,STOPPED,STOP_REQUESTED,IN_PROGRESS,ROLLBACK_REQUESTED,ROLLBACK_IN_PROGRESS,ROLLBACK_SUCCESSFUL,ROLLBACK_FAILED]',
    ],
  ])('refuses %j', async (body, name, message) => {
    const answer = await rawRefusal(shared(), 'ListServiceDeployments', { service: 'web', ...body });
    expect(answer).toEqual({ name, message, status: 400 });
  });
});

test('forgets what ended more than ninety days before the next deployment begins', async () => {
  await using api = await startEcsApi();
  await deployedService(api);
  const [old = ''] = await serviceDeploymentArns(api);
  const end = { atMs: api.clock.now(), settings: deploymentSettings(), threshold: 3, counts: {} };
  setProgress(api, old, { status: 'SUCCESSFUL', end });
  await api.clock.advance(90 * 24 * 60 * minuteMs);
  await redeploy(api);
  expect(await serviceDeploymentArns(api)).toContain(old);
  await api.clock.advance(1);
  await redeploy(api);
  expect(await serviceDeploymentArns(api)).not.toContain(old);
});
