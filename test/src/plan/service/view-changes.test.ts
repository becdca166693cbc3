import { expect, test } from 'vitest';
import {
  changesBetween,
  currentServiceDeployment,
  withPrimary,
  withProgress,
  withServiceDeployment,
} from '../../../../src/plan/service/view-changes.ts';
import { nowMs, progress, serviceProgress } from '../../../support/planner/actions.ts';
import { deployment } from '../../../support/planner/deployment.ts';
import { newest } from '../../../support/planner/rollout.ts';
import { serviceDeployment } from '../../../support/planner/service-deployment.ts';
import { serviceView } from '../../../support/planner/service-view.ts';

const view = serviceView({ deployments: newest(), serviceDeployments: [serviceDeployment(2)] });

test('two views that are the same are no change', () => {
  expect(changesBetween(view, structuredClone(view), nowMs)).toEqual([]);
  const touched = withProgress(view, 'ecs-svc/2', { desiredCount: 2 });
  expect(changesBetween(view, touched, nowMs)).toEqual([]);
});

test('what changed is stamped with the time', () => {
  const changed = withServiceDeployment(
    withProgress(view, 'ecs-svc/2', { failedTasks: 1 }),
    'service-deployment/web/2',
    { failureCount: 1 },
  );
  expect(changesBetween(view, changed, nowMs)).toEqual([
    progress(2, { desiredCount: 2, failedTasks: 1 }),
    serviceProgress(2, { failureCount: 1 }),
  ]);
});

test('another PRIMARY deployment comes first, then what became of the deployments', () => {
  const back = withPrimary(withProgress(view, 'ecs-svc/2', { rolloutState: 'FAILED' }), 'ecs-svc/1');
  expect(changesBetween(view, back, nowMs)).toEqual([
    { type: 'roll-back', deploymentId: 'ecs-svc/1' },
    progress(2, { desiredCount: 2, rolloutState: 'FAILED' }),
  ]);
});

test('a deployment that is gone is removed', () => {
  const left = { ...view, deployments: view.deployments.slice(0, 1) };
  expect(changesBetween(view, left, nowMs)).toEqual([
    { type: 'remove-deployment', deploymentId: 'ecs-svc/1' },
  ]);
});

test('the deployment that is PRIMARY again stands first, before the others by age', () => {
  const three = serviceView({
    deployments: [deployment(3, 'PRIMARY'), deployment(2, 'ACTIVE'), deployment(1, 'ACTIVE')],
  });
  expect(withPrimary(three, 'ecs-svc/1').deployments.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'ecs-svc/1 PRIMARY',
    'ecs-svc/3 ACTIVE',
    'ecs-svc/2 ACTIVE',
  ]);
});

test('the current service deployment makes the PRIMARY deployment, or rolls back to it', () => {
  const rollback = { reason: 'x', startedAtMs: 1, failureCount: 0, deploymentId: 'ecs-svc/1' };
  const back = serviceView({
    deployments: [deployment(1, 'PRIMARY'), deployment(2, 'ACTIVE')],
    serviceDeployments: [serviceDeployment(2, { progress: { rollback } })],
  });
  expect(currentServiceDeployment(view)?.arn).toBe('service-deployment/web/2');
  expect(currentServiceDeployment(back)?.arn).toBe('service-deployment/web/2');
  expect(currentServiceDeployment({ ...view, serviceDeployments: [serviceDeployment(1)] })).toBeUndefined();
});
