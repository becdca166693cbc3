import { describe, expect, test } from 'vitest';
import {
  countFailedTasks,
  type TaskOutcome,
  taskOutcomes,
} from '../../../../../src/plan/service/deployment/task-outcomes.ts';
import { planService } from '../../../../../src/plan/service/plan-service.ts';
import type { StartThrottle } from '../../../../../src/services/ecs/service/service.ts';
import {
  announce,
  completed,
  event,
  nowMs,
  progress,
  remember,
  start,
  unsettled,
} from '../../../../support/planner/actions.ts';
import { deployment } from '../../../../support/planner/deployment.ts';
import {
  current,
  done,
  failed,
  impaired,
  newest,
  notPlaced,
  old,
  type PlanCase,
} from '../../../../support/planner/rollout.ts';
import { serviceTask } from '../../../../support/planner/service-task.ts';
import { serviceView } from '../../../../support/planner/service-view.ts';

const throttle = (failedRounds: number, lastSequence: number, nextStartAtMs?: number): StartThrottle => ({
  failedRounds,
  lastSequence,
  ...(nextStartAtMs === undefined ? {} : { nextStartAtMs }),
});
const slowed = (rounds: number, lastSequence: number, nextStartAtMs?: number) =>
  deployment(1, 'PRIMARY', {
    desiredCount: 1,
    failedTasks: rounds,
    throttle: throttle(rounds, lastSequence, nextStartAtMs),
  });

const cases: readonly PlanCase[] = [
  {
    title: 'counts the first failed starts and starts again at once',
    view: {
      deployments: [slowed(0, 0)],
      desiredCount: 1,
      tasks: [serviceTask(1, failed)],
      memory: unsettled,
    },
    plan: {
      actions: [
        notPlaced,
        announce(1, 'start-failure'),
        start(1, 1),
        progress(1, { desiredCount: 1, failedTasks: 1, throttle: throttle(1, 1, nowMs) }),
      ],
    },
  },
  {
    title: 'throttles from the third round of failed starts on, and says so',
    view: {
      deployments: [slowed(2, 2, 5)],
      desiredCount: 1,
      tasks: [serviceTask(3, failed)],
      memory: unsettled,
    },
    plan: {
      actions: [
        notPlaced,
        announce(3, 'start-failure'),
        progress(1, { desiredCount: 1, failedTasks: 3, throttle: throttle(3, 3, nowMs + 10_000) }),
        event(impaired),
        remember(false, impaired),
      ],
      wakeAtMs: nowMs + 10_000,
    },
  },
  {
    title: 'takes tasks that fail together for one round, though each is a failed task',
    view: {
      deployments: newest(),
      tasks: [old(1), old(2), current(3, failed), current(4, failed)],
      memory: unsettled,
    },
    plan: {
      actions: [
        notPlaced,
        announce(3, 'start-failure'),
        announce(4, 'start-failure'),
        start(2, 2),
        progress(2, { desiredCount: 2, failedTasks: 2, throttle: throttle(1, 4, nowMs) }),
      ],
    },
  },
  {
    title: 'takes a task that fails after its round was counted for one of that round',
    view: {
      deployments: newest({ failedTasks: 1, throttle: throttle(1, 5, 7) }),
      tasks: [
        old(1),
        old(2),
        current(4, failed),
        current(5, { lastStatus: 'PENDING', startedAtMs: undefined }),
      ],
      memory: unsettled,
    },
    plan: {
      actions: [
        notPlaced,
        announce(4, 'start-failure'),
        start(2, 1),
        progress(2, { desiredCount: 2, failedTasks: 2, throttle: throttle(1, 5, 7) }),
      ],
    },
  },
  {
    title: 'starts nothing before a throttled start is due',
    view: {
      deployments: [slowed(3, 3, nowMs + 1)],
      desiredCount: 1,
      tasks: [],
      memory: { steady: false, said: [impaired] },
    },
    plan: { actions: [], wakeAtMs: nowMs + 1 },
  },
  {
    title: 'starts again when the throttled start is due',
    view: {
      deployments: [slowed(3, 3, nowMs)],
      desiredCount: 1,
      tasks: [],
      memory: { steady: false, said: [impaired] },
    },
    plan: { actions: [start(1, 1)] },
  },
  {
    title: 'forgets failed starts once a task runs',
    view: {
      deployments: [
        deployment(1, 'PRIMARY', {
          ...completed(1),
          desiredCount: 2,
          failedTasks: 4,
          throttle: throttle(4, 1, nowMs + 9),
        }),
      ],
      tasks: [serviceTask(1), serviceTask(2, { announced: [] })],
      memory: { steady: true, said: [impaired] },
    },
    plan: {
      actions: [
        announce(2, 'started'),
        announce(2, 'healthy'),
        progress(1, { ...completed(1), desiredCount: 2, failedTasks: 0, throttle: throttle(0, 1) }),
        remember(true),
      ],
    },
  },
  {
    title: 'does not count a task that its user stopped while it started',
    view: {
      deployments: [done(1)],
      desiredCount: 1,
      tasks: [
        serviceTask(1, {
          ...failed,
          stop: { code: 'UserInitiated', reason: 'Task stopped by user', atMs: 1 },
        }),
      ],
    },
    plan: { actions: [start(1, 1), remember(false)] },
  },
];

test.each(cases)('$title', ({ view, plan }) => {
  expect(planService(serviceView(view), nowMs)).toEqual(plan);
});

const running = { announced: ['started' as const] };
const exited = (ranForMs: number) => ({
  ...running,
  desiredStatus: 'STOPPED' as const,
  lastStatus: 'STOPPED' as const,
  stop: { code: 'EssentialContainerExited' as const, reason: 'x', atMs: ranForMs },
});
const failure = (stage: 'start' | 'health', besideOthers = false): TaskOutcome => ({
  type: 'failed',
  stage,
  besideOthers,
});
const ran = (isHealthChecked: boolean): TaskOutcome => ({ type: 'ran', isHealthChecked });
const healthy: TaskOutcome = { type: 'healthy' };

describe('of the PRIMARY deployment alone, a task', () => {
  test.each<[string, Parameters<typeof serviceTask>[1], readonly TaskOutcome[]]>([
    ['that starts has no outcome yet', { lastStatus: 'PENDING', startedAtMs: undefined, announced: [] }, []],
    ['fails that never reached RUNNING', failed, [failure('start')]],
    ['ran, and is healthy by and by', { announced: [], startedAtMs: nowMs - 1 }, [ran(false)]],
    ['that runs for long enough is healthy', running, [healthy]],
    ['is healthy once its check says so', { ...running, containerHealth: 'HEALTHY' }, [healthy]],
    ['whose check has not answered has only run', { announced: [], containerHealth: 'UNKNOWN' }, [ran(true)]],
    ['fails that fails its check', { ...running, containerHealth: 'UNHEALTHY' }, [failure('health')]],
    ['is told of once', { announced: ['started', 'unhealthy'], containerHealth: 'UNHEALTHY' }, []],
    ['fails that ends before it was ever healthy', exited(499), [failure('health')]],
    ['that ends after it ran for long enough was healthy', exited(500), [healthy]],
    ['does not fail that ends after it was healthy', { ...exited(9), announced: ['started', 'healthy'] }, []],
    ['that failed its check does not fail again', { ...exited(9), announced: ['started', 'unhealthy'] }, []],
    ['of another deployment has no outcome', { ...failed, deploymentId: 'ecs-svc/0' }, []],
  ])('%s', (_case, facts, outcomes) => {
    const view = serviceView({ tasks: [serviceTask(1, facts)] });
    const [primary] = view.deployments;
    expect(primary && taskOutcomes(view, primary, nowMs).outcomes).toEqual(outcomes);
  });

  test.each<[string, Parameters<typeof serviceTask>[1], readonly TaskOutcome[]]>([
    ['never reached RUNNING is marked where another one runs', failed, [failure('start', true)]],
    ['fails its check is marked where another one is healthy', exited(499), [failure('health', true)]],
  ])('that %s', (_case, facts, outcomes) => {
    const view = serviceView({ tasks: [serviceTask(1), serviceTask(2, facts)] });
    const [primary] = view.deployments;
    expect(primary && taskOutcomes(view, primary, nowMs).outcomes).toEqual(outcomes);
  });
});

test.each<[string, readonly TaskOutcome[], number]>([
  ['counts failures in a row', [failure('start'), failure('health')], 7],
  ['begins anew once a task without checks runs', [failure('start'), ran(false), failure('start')], 1],
  ['goes on while a task with checks runs', [failure('start'), ran(true)], 6],
  ['begins anew once a task is healthy', [failure('health'), healthy], 0],
  ['is not evaluated while a task runs', [failure('start', true)], 5],
  ['is not evaluated while a task is healthy', [failure('health', true)], 5],
])('failedTasks %s', (_case, outcomes, count) => {
  expect(countFailedTasks(5, outcomes)).toBe(count);
});
