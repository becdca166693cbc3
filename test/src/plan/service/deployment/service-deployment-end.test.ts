import { expect, test } from 'vitest';
import {
  endOvertaken,
  endServiceDeployment,
} from '../../../../../src/plan/service/deployment/service-deployment-end.ts';
import { completed } from '../../../../support/planner/actions.ts';
import { deployment } from '../../../../support/planner/deployment.ts';
import { circuitBreaker, deploymentSettings } from '../../../../support/planner/deployment-settings.ts';
import { current, newest, old, starting } from '../../../../support/planner/rollout.ts';
import { serviceDeployment } from '../../../../support/planner/service-deployment.ts';
import { serviceView } from '../../../../support/planner/service-view.ts';

const nowMs = 5000;

test('keeps the counts and settings of the moment', () => {
  const settings = deploymentSettings({ deploymentCircuitBreaker: circuitBreaker() });
  const ended = serviceDeployment(2, { sourceDeploymentIds: ['ecs-svc/1', 'ecs-svc/0'] });
  const view = serviceView({
    settings,
    desiredCount: 8,
    deployments: newest({ desiredCount: 8 }),
    serviceDeployments: [ended],
    tasks: [
      old(1),
      old(2),
      current(3),
      current(4, starting),
      current(5, { ...starting, desiredStatus: 'STOPPED' }),
      current(6, { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' }),
    ],
  });
  const [after] = endServiceDeployment(view, ended, 'STOPPED', nowMs, {
    statusReason: 'x',
  }).serviceDeployments;
  expect(after?.progress).toEqual({
    ...ended.progress,
    status: 'STOPPED',
    statusReason: 'x',
    end: {
      atMs: nowMs,
      settings,
      threshold: 4,
      counts: {
        'ecs-svc/2': { requested: 8, running: 1, pending: 1 },
        'ecs-svc/1': { requested: 8, running: 2, pending: 0 },
        'ecs-svc/0': { requested: 0, running: 0, pending: 0 },
      },
    },
  });
});

test('ends what a newer deployment overtook: STOPPED, or ROLLBACK_FAILED where it was being rolled back', () => {
  const rollback = { reason: 'x', startedAtMs: 1, failureCount: 0, deploymentId: 'ecs-svc/1' };
  const view = serviceView({
    deployments: [deployment(4, 'PRIMARY'), deployment(3, 'ACTIVE'), deployment(1, 'ACTIVE', completed(1))],
    serviceDeployments: [
      serviceDeployment(4),
      serviceDeployment(3),
      serviceDeployment(2, { progress: { status: 'ROLLBACK_IN_PROGRESS', rollback } }),
    ],
  });
  const after = endOvertaken(view, nowMs).serviceDeployments;
  expect(after.map(({ progress }) => [progress.status, progress.end?.atMs])).toEqual([
    ['IN_PROGRESS', undefined],
    ['STOPPED', nowMs],
    ['ROLLBACK_FAILED', nowMs],
  ]);
});

test('leaves the service deployment alone that rolls back to the PRIMARY deployment', () => {
  const rollback = { reason: 'x', startedAtMs: 1, failureCount: 0, deploymentId: 'ecs-svc/1' };
  const view = serviceView({
    deployments: [deployment(1, 'PRIMARY'), deployment(2, 'ACTIVE', { rolloutState: 'FAILED' })],
    serviceDeployments: [serviceDeployment(2, { progress: { status: 'ROLLBACK_IN_PROGRESS', rollback } })],
  });
  expect(endOvertaken(view, nowMs)).toEqual(view);
});
