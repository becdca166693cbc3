import { expect, test } from 'vitest';
import { stalled } from '../../../../../src/plan/service/strategy/stalled.ts';
import { judgedTasks } from '../../../../support/planner/judged-tasks.ts';

interface Case {
  readonly title: string;
  readonly desired: number;
  /** A letter for each, as `judgedTasks` reads them. Old tasks are o1, o2, …, those of PRIMARY n1, n2, … */
  readonly old?: string;
  readonly current?: string;
  /** How many old tasks there are to be. */
  readonly kept?: number;
  readonly restart?: number;
  readonly stop?: readonly string[];
  readonly keptAfter: number;
}

const cases: readonly Case[] = [
  {
    title: 'starts nothing new, and costs no old task',
    desired: 4,
    old: 'HH',
    current: 'HS',
    kept: 2,
    keptAfter: 2,
  },
  {
    title: 'keeps old tasks though its own are healthy, which may be what failed',
    desired: 2,
    old: 'HH',
    current: 'HH',
    kept: 2,
    keptAfter: 2,
  },
  {
    title: 'stops what of it is unhealthy, protected or not',
    desired: 4,
    old: 'HHHH',
    current: 'UQS',
    kept: 4,
    stop: ['n1', 'n2'],
    keptAfter: 4,
  },
  { title: 'starts an old task that ended anew', desired: 4, old: 'HHH', kept: 4, restart: 1, keptAfter: 4 },
  { title: 'starts nothing that was given up', desired: 4, old: 'H', kept: 2, restart: 1, keptAfter: 2 },
  {
    title: 'replaces an unhealthy old task',
    desired: 2,
    old: 'HU',
    kept: 2,
    restart: 1,
    keptAfter: 2,
  },
  {
    title: 'stops an unhealthy old task once it was replaced',
    desired: 2,
    old: 'HUH',
    kept: 2,
    stop: ['o2'],
    keptAfter: 2,
  },
  {
    title: 'is scaled in, its own tasks and the old ones',
    desired: 1,
    old: 'HPH',
    current: 'HSP',
    kept: 1,
    stop: ['o3', 'o1', 'n2', 'n1'],
    keptAfter: 1,
  },
  {
    title: 'keeps a healthy task for as long as a protected one starts',
    desired: 1,
    current: 'RH',
    keptAfter: 0,
  },
  {
    title: 'is scaled to nothing',
    desired: 0,
    old: 'HS',
    current: 'HS',
    stop: ['o2', 'o1', 'n2', 'n1'],
    keptAfter: 0,
  },
  {
    title: 'drops what of an older failed deployment starts',
    desired: 2,
    old: 'S',
    current: 'H',
    stop: ['o1'],
    keptAfter: 0,
  },
];

test.each(cases)(
  '$title',
  ({ desired, old = '', current = '', kept = 0, restart = 0, stop = [], keptAfter }) => {
    const replaced = judgedTasks('o', old, 0);
    const plan = stalled.plan({
      desiredCount: desired,
      minimumHealthyPercent: 50,
      maximumPercent: 200,
      replaced,
      current: judgedTasks('n', current, old.length),
      source: { tasks: replaced, kept, mayStart: true },
      occupied: old.length + current.length,
      mayStart: true,
    });
    expect({ ...plan, stop: plan.stop.map(({ task }) => task.id), restart: plan.restart.count }).toEqual({
      start: { count: 0, replacedUnhealthy: 0 },
      restart,
      stop,
      kept: keptAfter,
      blocked: false,
    });
  },
);
