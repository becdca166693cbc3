import { expect, test } from 'vitest';
import { finishDeployment, isSettled } from '../../../../../src/plan/service/deployment/finish-deployment.ts';
import type { ServiceTask, ServiceView } from '../../../../../src/plan/service/service-view.ts';
import type { JudgedTask } from '../../../../../src/plan/service/strategy/deployment-strategy.ts';
import { completed, event, nowMs } from '../../../../support/planner/actions.ts';
import { deployment } from '../../../../support/planner/deployment.ts';
import { deploymentSettings } from '../../../../support/planner/deployment-settings.ts';
import { current, newest, old, starting } from '../../../../support/planner/rollout.ts';
import { serviceDeployment } from '../../../../support/planner/service-deployment.ts';
import { serviceView } from '../../../../support/planner/service-view.ts';

const settledMs = nowMs;
const minuteMs = 60_000;

function finish(facts: Partial<ServiceView>, settled = true, atMs = settledMs) {
  const view = serviceView({ deployments: newest(), tasks: [current(3), current(4)], ...facts });
  const [primary] = view.deployments;
  if (primary === undefined) throw new Error('there is no deployment');
  const { view: after, actions } = finishDeployment(view, primary, settled, atMs);
  const [serviceProgress] = after.serviceDeployments.map(({ progress }) => progress);
  return {
    actions,
    deployments: after.deployments.map(({ id, progress }) => `${id} ${progress.rolloutState}`),
    status: serviceProgress?.status,
    bakeEndsAtMs: serviceProgress?.bakeEndsAtMs,
    isEnded: serviceProgress?.end !== undefined,
  };
}

const done = {
  actions: [event('(service web) (deployment ecs-svc/2) deployment completed.')],
  deployments: ['ecs-svc/2 COMPLETED'],
  status: 'SUCCESSFUL',
  bakeEndsAtMs: undefined,
  isEnded: true,
};
const baking = deploymentSettings({ bakeTimeInMinutes: 5 });

test('completes a deployment that is settled, and its service deployment', () => {
  expect(finish({ serviceDeployments: [serviceDeployment(2)] })).toEqual(done);
});

test('completes a deployment from before there were service deployments', () => {
  expect(finish({})).toEqual({ ...done, status: undefined, isEnded: false });
});

test('keeps the deployment to go back to until this one is completed, though all of its tasks are gone', () => {
  expect(finish({ serviceDeployments: [serviceDeployment(2)] }, false)).toEqual({
    ...done,
    actions: [],
    deployments: ['ecs-svc/2 IN_PROGRESS', 'ecs-svc/1 COMPLETED'],
    status: 'IN_PROGRESS',
    isEnded: false,
  });
});

test('drops other replaced deployments as soon as their tasks are gone', () => {
  const deployments = [
    deployment(3, 'PRIMARY', { desiredCount: 2 }),
    deployment(2, 'ACTIVE'),
    deployment(1, 'ACTIVE', completed(1)),
  ];
  expect(finish({ deployments, tasks: [] }, false).deployments).toEqual([
    'ecs-svc/3 IN_PROGRESS',
    'ecs-svc/1 COMPLETED',
  ]);
  expect(finish({ deployments, tasks: [current(4, { lastStatus: 'STOPPING' })] }, false).deployments).toEqual(
    ['ecs-svc/3 IN_PROGRESS', 'ecs-svc/2 IN_PROGRESS', 'ecs-svc/1 COMPLETED'],
  );
});

test('waits for the bake time, which begins when the deployment is settled', () => {
  const waiting = {
    ...done,
    actions: [],
    deployments: ['ecs-svc/2 IN_PROGRESS', 'ecs-svc/1 COMPLETED'],
    status: 'IN_PROGRESS',
    bakeEndsAtMs: settledMs + 5 * minuteMs,
    isEnded: false,
  };
  expect(finish({ settings: baking, serviceDeployments: [serviceDeployment(2)] })).toEqual(waiting);
  const begun = [serviceDeployment(2, { progress: { bakeEndsAtMs: settledMs + 5 * minuteMs } })];
  expect(finish({ settings: baking, serviceDeployments: begun }, true, settledMs + 5 * minuteMs - 1)).toEqual(
    waiting,
  );
  expect(finish({ settings: baking, serviceDeployments: begun }, true, settledMs + 5 * minuteMs)).toEqual({
    ...done,
    bakeEndsAtMs: settledMs + 5 * minuteMs,
  });
});

test('a bake time is as much shorter as the clock is faster', () => {
  const timing = { speed: 10, awsTiming: false };
  const { bakeEndsAtMs } = finish({ settings: baking, timing, serviceDeployments: [serviceDeployment(2)] });
  expect(bakeEndsAtMs).toBe(settledMs + minuteMs / 2);
});

test('a rollback does not bake', () => {
  const rollback = { reason: 'x', startedAtMs: 1, failureCount: 0, deploymentId: 'ecs-svc/2' };
  const serviceDeployments = [
    serviceDeployment(3, { progress: { status: 'ROLLBACK_IN_PROGRESS', rollback } }),
  ];
  expect(finish({ settings: baking, serviceDeployments })).toEqual({
    ...done,
    status: 'ROLLBACK_SUCCESSFUL',
  });
});

test('a service that is being deleted completes nothing', () => {
  const { status, deployments } = finish({ status: 'DRAINING', serviceDeployments: [serviceDeployment(2)] });
  expect([status, deployments[0]]).toEqual(['IN_PROGRESS', 'ecs-svc/2 IN_PROGRESS']);
});

const judged = (task: ServiceTask, is: 'healthy' | 'starting' = 'healthy'): JudgedTask => ({
  task,
  health: { is },
});

test.each<[string, readonly JudgedTask[], readonly ServiceTask[], boolean]>([
  ['all of its tasks are healthy', [judged(current(3)), judged(current(4))], [], true],
  ['a task is missing', [judged(current(3))], [], false],
  ['a task is not healthy yet', [judged(current(3)), judged(current(4, starting), 'starting')], [], false],
  ['an old task is left', [judged(current(3)), judged(current(4)), judged(old(1))], [], false],
  ['a task belongs to an old deployment', [judged(current(3)), judged(old(1))], [], false],
  [
    'an old task drains',
    [judged(current(3)), judged(current(4))],
    [{ ...old(1), desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' }],
    false,
  ],
  [
    'an old task is stopped',
    [judged(current(3)), judged(current(4))],
    [{ ...old(1), desiredStatus: 'STOPPED', lastStatus: 'STOPPED' }],
    true,
  ],
])('where %s it is settled: %4$s', (_case, tasks, others, settled) => {
  const view = serviceView({
    deployments: newest(),
    tasks: [...tasks.map(({ task }) => task), ...others],
  });
  const [primary] = view.deployments;
  expect(primary && isSettled(view, primary, tasks)).toBe(settled);
});
