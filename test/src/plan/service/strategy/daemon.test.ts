import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daemon } from '../../../../../src/plan/service/strategy/daemon.ts';
import type {
  JudgedTask,
  StrategyView,
} from '../../../../../src/plan/service/strategy/deployment-strategy.ts';
import type { TaskHealth } from '../../../../../src/plan/service/task-health.ts';
import { serviceTask } from '../../../../support/planner/service-task.ts';

const healths: Record<TaskHealth['is'], TaskHealth> = {
  healthy: { is: 'healthy' },
  starting: { is: 'starting' },
  unhealthy: { is: 'unhealthy', reason: 'Task failed container health checks' },
};

let sequence = 0;
const on = (containerInstanceArn: string, is: TaskHealth['is'] = 'healthy'): JudgedTask => ({
  task: serviceTask(++sequence, { containerInstanceArn }),
  health: healths[is],
});

interface Scene {
  readonly eligible: readonly string[];
  readonly full?: readonly string[];
  readonly current?: readonly JudgedTask[];
  readonly replaced?: readonly JudgedTask[];
  readonly stopping?: readonly string[];
  readonly minimumHealthyPercent?: number;
  readonly mayStart?: boolean;
}

function plan({ eligible, full = [], current = [], replaced = [], stopping = [], ...rest }: Scene) {
  const view: StrategyView = {
    desiredCount: eligible.length,
    maximumPercent: 100,
    minimumHealthyPercent: rest.minimumHealthyPercent ?? 0,
    current,
    replaced,
    occupied: current.length + replaced.length,
    mayStart: rest.mayStart ?? true,
  };
  const held = [...current, ...replaced].map(({ task }) => task.containerInstanceArn ?? '');
  const room = { type: 'daemon' as const, eligible, full: new Set(full), why: 'full' };
  const { start, stop, isUnplaced } = daemon(room, new Set([...held, ...stopping])).plan(view);
  return { start: start.on, stop: stop.map(({ task }) => task.containerInstanceArn), isUnplaced };
}

test.each<[string, Scene, readonly string[], readonly string[]]>([
  ['starts one on each instance', { eligible: ['a', 'b'] }, ['a', 'b'], []],
  ['starts where there is none', { eligible: ['a', 'b'], current: [on('a')] }, ['b'], []],
  ['is done with one on each', { eligible: ['a', 'b'], current: [on('a'), on('b', 'starting')] }, [], []],
  ['waits while starts are throttled', { eligible: ['a'], mayStart: false }, [], []],
  ['waits for a task that is still about to stop', { eligible: ['a'], stopping: ['a'] }, [], []],
  ['stops what is on no instance of its own', { eligible: ['a'], current: [on('a'), on('x')] }, [], ['x']],
  ['stops an unhealthy one first', { eligible: ['a'], current: [on('a', 'unhealthy')] }, [], ['a']],
  ['stops the old ones', { eligible: ['a', 'b'], replaced: [on('a'), on('b')] }, [], ['a', 'b']],
  [
    'leaves as many healthy ones as there have to be',
    { eligible: ['a', 'b'], replaced: [on('a'), on('b')], minimumHealthyPercent: 50 },
    [],
    ['a'],
  ],
  ['keeps the older one of two on an instance', { eligible: ['a'], current: [on('a'), on('a')] }, [], ['a']],
])('%s', (_, scene, start, stop) => {
  expect(plan(scene)).toMatchObject({ start, stop });
});

test('says where there is no room, and starts where there is', () => {
  expect(plan({ eligible: ['a', 'b'], full: ['a'] })).toEqual({ start: ['b'], stop: [], isUnplaced: true });
});

test('a protected task is left where it serves', () => {
  const kept = { ...on('a'), isProtected: true };
  expect(plan({ eligible: ['a'], replaced: [kept] }).stop).toEqual([]);
});

const instance = fc.constantFrom<string>('a', 'b', 'c', 'd');
const tasks = fc.array(
  fc.tuple(instance, fc.constantFrom<TaskHealth['is']>('healthy', 'starting', 'unhealthy')),
  { maxLength: 6 },
);

test('never starts on an instance that has a task, and never stops below the minimum by its own act', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(instance),
      tasks,
      tasks,
      fc.constantFrom(0, 25, 50, 75, 99),
      (eligible, ofCurrent, ofReplaced, minimumHealthyPercent) => {
        const current = ofCurrent.map(([where, is]) => on(where, is));
        const replaced = ofReplaced.map(([where, is]) => on(where, is));
        const { start = [], stop } = plan({ eligible, current, replaced, minimumHealthyPercent });
        const all = [...current, ...replaced];
        const held = new Set(all.map(({ task }) => task.containerInstanceArn));
        expect(start.filter((arn) => held.has(arn))).toEqual([]);
        const placed = all.filter(({ task }) => eligible.includes(task.containerInstanceArn ?? ''));
        const healthy = placed.filter(({ health }) => health.is === 'healthy').length;
        const minimum = Math.ceil((eligible.length * minimumHealthyPercent) / 100);
        const stoppedPlaced = stop.filter((arn) => eligible.includes(arn ?? '')).length;
        const unhealthy = placed.length - healthy;
        expect(healthy - Math.max(0, stoppedPlaced - unhealthy)).toBeGreaterThanOrEqual(
          Math.min(healthy, minimum),
        );
      },
    ),
    { numRuns: 2_000 },
  );
});
