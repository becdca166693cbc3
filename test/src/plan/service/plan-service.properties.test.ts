import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockedText } from '../../../../src/plan/service/event-texts.ts';
import { planService } from '../../../../src/plan/service/plan-service.ts';
import type { ServicePlan } from '../../../../src/plan/service/service-view.ts';
import type { PlannedStatus } from '../../../../src/services/ecs/service-deployment/service-deployment.ts';
import type { ModelService } from '../../../support/planner/history/model-service.ts';
import {
  type Happening,
  live,
  obey,
  serviceHistory,
  turn,
  type Watch,
} from '../../../support/planner/history/service-history.ts';

/** Histories for each property: more than 10,000 in all. */
const numRuns = 1200;

const startedBy = ({ actions }: ServicePlan): number =>
  actions.reduce((sum, action) => sum + (action.type === 'start-tasks' ? action.count : 0), 0);

const stoppedBy = ({ actions }: ServicePlan): string[] =>
  actions.flatMap((action) => (action.type === 'stop-tasks' ? action.taskArns : []));

/** The service as it is once the plan was carried out. */
function carriedOut({ actions }: ServicePlan, model: ModelService): ModelService {
  const next = model.copy();
  for (const action of actions) next.apply(action);
  return next;
}

/** Checks every plan of every history. */
function always(watch: Watch): void {
  fc.assert(
    fc.property(serviceHistory, (history) => {
      const model = live(history, watch);
      if (history.isDeleted) model.drain();
      turn(model, watch);
    }),
    { numRuns },
  );
}

describe('in every history', () => {
  test('starts never take running and pending tasks above floor(desired x maximumPercent)', () => {
    always((plan, model) => {
      const started = startedBy(plan);
      if (started === 0) return;
      expect(model.occupied() + started).toBeLessThanOrEqual(model.ceiling());
    });
  });

  test('stops never take healthy tasks below ceil(desired x minimumHealthyPercent)', () => {
    always((plan, model) => {
      const stoppedArns = stoppedBy(plan);
      if (stoppedArns.length === 0) return;
      const healthy = model.healthyTasks();
      const stopped = healthy.filter(({ arn }) => stoppedArns.includes(arn)).length;
      if (stopped > 0) expect(healthy.length - stopped).toBeGreaterThanOrEqual(model.minimum());
    });
  });

  test('only the PRIMARY deployment, until it fails, and the last completed one start tasks, and none once the service is being deleted', () => {
    always((plan, model) => {
      const { deployments } = carriedOut(plan, model).view;
      for (const action of plan.actions) {
        if (action.type !== 'start-tasks') continue;
        const starts = deployments.find(({ id }) => id === action.deploymentId);
        const state = starts?.progress.rolloutState;
        expect(model.view.status).toBe('ACTIVE');
        expect(starts?.status === 'PRIMARY' ? state !== 'FAILED' : state === 'COMPLETED').toBe(true);
      }
    });
  });

  test('protected tasks are stopped for their health alone', () => {
    always((plan, model) => {
      const stopped = stoppedBy(plan);
      const { status, tasks } = model.view;
      const spared = tasks.filter(
        (task) =>
          status === 'ACTIVE' &&
          stopped.includes(task.arn) &&
          (task.protectedUntilMs ?? 0) > model.nowMs &&
          task.containerHealth !== 'UNHEALTHY' &&
          task.targets.every(({ health }) => health.state !== 'unhealthy'),
      );
      if (spared.length > 0) expect(spared).toEqual([]);
    });
  });

  test('the same view and time give the same plan, and a plan that was carried out leaves nothing to do', () => {
    always((plan, model) => {
      const again = planService(model.view, model.nowMs);
      if (JSON.stringify(again) !== JSON.stringify(plan)) expect(again).toEqual(plan);
      const next = carriedOut(plan, model);
      const left = next.isInactive ? [] : planService(next.view, next.nowMs).actions;
      if (left.length > 0) expect(left).toEqual([]);
    });
  });

  test('deployments and service deployments change their states as AWS documents it', () => {
    always((plan, model) => {
      const before = model.view;
      for (const action of plan.actions) {
        if (action.type === 'set-progress')
          expect(rolloutSteps).toContain(
            `${before.deployments.find(({ id }) => id === action.deploymentId)?.progress.rolloutState} > ${action.progress.rolloutState}`,
          );
        if (action.type === 'set-service-deployment') {
          const status = before.serviceDeployments.find(({ arn }) => arn === action.arn)?.progress.status;
          expect(status && serviceDeploymentSteps[status]).toContain(action.progress.status);
        }
      }
    });
  });
});

/** COMPLETED begins again in a rollback alone; FAILED is the end. */
const rolloutSteps: readonly string[] = [
  'IN_PROGRESS > IN_PROGRESS',
  'IN_PROGRESS > COMPLETED',
  'IN_PROGRESS > FAILED',
  'COMPLETED > COMPLETED',
  'COMPLETED > IN_PROGRESS',
  'FAILED > FAILED',
];

/** What needs no task is done at once: one may begin, fail and be rolled back in one plan. */
const ends: readonly PlannedStatus[] = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'];
const serviceDeploymentSteps: Readonly<Record<PlannedStatus, readonly PlannedStatus[]>> = {
  PENDING: ['IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', ...ends],
  IN_PROGRESS: ['IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', ...ends],
  ROLLBACK_IN_PROGRESS: ['ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'],
  SUCCESSFUL: [],
  STOPPED: [],
  ROLLBACK_SUCCESSFUL: [],
  ROLLBACK_FAILED: [],
};

describe('where nothing fails but what starts', () => {
  test('there are never fewer healthy tasks than ceil(desired x minimumHealthyPercent), whatever is deployed', () => {
    const harmless: readonly Happening['type'][] = [
      'advance',
      'advance-all',
      'finish-all',
      'answer-well',
      'crash-starting',
      'redeploy',
      'ask-to-roll-back',
      'ask-to-abort',
      'alarm',
      'protect',
      'wait',
    ];
    fc.assert(
      fc.property(serviceHistory, (history) => {
        const happenings = history.happenings.filter(({ type }) => harmless.includes(type));
        let isSettled = false;
        live({ ...history, isSettled: true, happenings }, (_plan, model) => {
          const healthy = model.healthyTasks().length;
          isSettled ||= healthy === model.view.desiredCount;
          if (isSettled && healthy < model.minimum()) expect(healthy).toBe(model.minimum());
        });
      }),
      { numRuns },
    );
  });
});

describe('in a world that obeys from some time on', () => {
  test('planning ends with every task of the PRIMARY deployment healthy and nothing else left, or says why not', () => {
    fc.assert(
      fc.property(serviceHistory, (history) => {
        const model = live(history, () => {});
        obey(model, () => {});
        const { view } = model;
        if (view.memory.said.includes(blockedText('web'))) {
          expect(model.ceiling()).toBe(model.minimum());
          return;
        }
        const [primary] = view.deployments;
        expect(view.serviceDeployments).toEqual([]);
        if (primary?.progress.rolloutState === 'FAILED') return;
        expect({
          deployments: view.deployments.length,
          progress: primary?.progress.rolloutState,
          desiredCount: primary?.progress.desiredCount,
          left: view.tasks
            .filter(({ lastStatus }) => lastStatus !== 'STOPPED')
            .map(({ deploymentId }) => deploymentId),
          healthy: model.healthyTasks().length,
          steady: view.memory.steady,
        }).toEqual({
          deployments: 1,
          progress: 'COMPLETED',
          desiredCount: view.desiredCount,
          left: Array.from({ length: view.desiredCount }, () => primary?.id),
          healthy: view.desiredCount,
          steady: true,
        });
      }),
      { numRuns },
    );
  });

  test('a service that is deleted ends INACTIVE without any task', () => {
    fc.assert(
      fc.property(serviceHistory, (history) => {
        const model = live(history, () => {});
        model.drain();
        obey(model, () => {});
        expect({
          isInactive: model.isInactive,
          left: model.view.tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED'),
        }).toEqual({ isInactive: true, left: [] });
      }),
      { numRuns },
    );
  });
});
