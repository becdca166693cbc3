import { expect, test } from 'vitest';
import { restartsOfSource } from '../../../../../src/plan/service/strategy/restarts-of-source.ts';
import { judgedTasks } from '../../../../support/planner/judged-tasks.ts';

interface Case {
  readonly title: string;
  readonly needed: number;
  /** How many tasks may be started. */
  readonly room: number;
  readonly kept: number;
  /** A letter for each, as `judgedTasks` reads them. The source's tasks are s1, s2, … */
  readonly source?: string;
  readonly current?: string;
  /** Tasks that are about to stop, and still show as running. */
  readonly leaving?: number;
  readonly throttled?: true;
  /** How many tasks find a container instance. */
  readonly placeable?: number;
  readonly restart?: number;
  readonly replacedUnhealthy?: number;
  readonly awaited?: readonly string[];
  readonly isStuck?: true;
  readonly isUnplaced?: true;
  readonly keptAfter: number;
}

const cases: readonly Case[] = [
  { title: 'nothing is missing', needed: 2, room: 2, kept: 2, source: 'HH', keptAfter: 2 },
  { title: 'one ended', needed: 2, room: 2, kept: 2, source: 'H', restart: 1, keptAfter: 2 },
  {
    title: 'one is unhealthy',
    needed: 2,
    room: 2,
    kept: 2,
    source: 'HU',
    restart: 1,
    replacedUnhealthy: 1,
    keptAfter: 2,
  },
  {
    title: 'one ended that is not needed',
    needed: 1,
    room: 2,
    kept: 2,
    source: 'H',
    keptAfter: 1,
  },
  {
    title: 'one that was given up is not started anew, though it were needed',
    needed: 2,
    room: 2,
    kept: 1,
    source: 'H',
    current: 'S',
    keptAfter: 1,
  },
  { title: 'all ended', needed: 3, room: 5, kept: 3, restart: 3, keptAfter: 3 },
  { title: 'what is needed alone is kept up', needed: 1, room: 5, kept: 3, source: 'H', keptAfter: 1 },
  { title: 'none is needed', needed: 0, room: 5, kept: 3, keptAfter: 0 },
  { title: 'there is room for one', needed: 3, room: 1, kept: 3, source: 'H', restart: 1, keptAfter: 3 },
  {
    title: 'the container instances have a place for one',
    needed: 3,
    room: 3,
    kept: 3,
    source: 'H',
    placeable: 1,
    restart: 1,
    isUnplaced: true,
    keptAfter: 3,
  },
  {
    title: 'failed starts are throttled',
    needed: 2,
    room: 2,
    kept: 2,
    source: 'H',
    throttled: true,
    keptAfter: 2,
  },
  {
    title: 'what starts already is waited for',
    needed: 2,
    room: 2,
    kept: 2,
    source: 'HS',
    awaited: ['s2'],
    keptAfter: 2,
  },
  {
    title: 'of what starts no more is waited for than is needed',
    needed: 1,
    room: 2,
    kept: 2,
    source: 'SS',
    awaited: ['s1'],
    keptAfter: 2,
  },
  {
    title: 'there is no room',
    needed: 2,
    room: 0,
    kept: 2,
    source: 'HU',
    current: 'S',
    isStuck: true,
    keptAfter: 2,
  },
  {
    title: 'there is no room until what leaves is gone',
    needed: 2,
    room: 0,
    kept: 2,
    source: 'HU',
    leaving: 1,
    keptAfter: 2,
  },
  {
    title: 'there is no room until what starts is healthy',
    needed: 3,
    room: 0,
    kept: 3,
    source: 'HSU',
    awaited: ['s2'],
    keptAfter: 3,
  },
];

test.each(cases)('$title', (each) => {
  const { source = '', current = '' } = each;
  const tasks = judgedTasks('s', source, 0);
  const view = {
    desiredCount: 4,
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    current: judgedTasks('n', current, tasks.length),
    replaced: tasks,
    source: { tasks, kept: each.kept, mayStart: each.throttled !== true },
    occupied: source.length + current.length + (each.leaving ?? 0),
    mayStart: true,
    placeable: each.placeable,
  };
  const { restart, awaited, isStuck, isUnplaced, keptAfter } = restartsOfSource(view, each.needed, each.room);
  expect({
    restart,
    awaited: awaited.map(({ task }) => task.id),
    isStuck,
    isUnplaced,
    keptAfter: keptAfter([]),
  }).toEqual({
    restart: { count: each.restart ?? 0, replacedUnhealthy: each.replacedUnhealthy ?? 0 },
    awaited: each.awaited ?? [],
    isStuck: each.isStuck ?? false,
    isUnplaced: each.isUnplaced ?? false,
    keptAfter: each.keptAfter,
  });
});

test('a task that is stopped for the new ones is given up', () => {
  const tasks = judgedTasks('s', 'HH', 0);
  const current = judgedTasks('n', 'H', 2);
  const view = {
    desiredCount: 2,
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    current,
    replaced: tasks,
    source: { tasks, kept: 2, mayStart: true },
    occupied: 3,
    mayStart: true,
  };
  expect(restartsOfSource(view, 1, 1).keptAfter(tasks.slice(1))).toBe(1);
});

test('where there is no source nothing is started anew', () => {
  const view = {
    desiredCount: 2,
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    current: [],
    replaced: judgedTasks('o', 'SH', 0),
    occupied: 2,
    mayStart: true,
  };
  const { restart, awaited, isStuck, keptAfter } = restartsOfSource(view, 2, 2);
  expect([restart.count, awaited, isStuck, keptAfter([])]).toEqual([0, [], false, 0]);
});
