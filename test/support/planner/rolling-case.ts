import { expect } from 'vitest';
import { rolling } from '../../../src/plan/service/strategy/rolling.ts';
import { judgedTasks } from './judged-tasks.ts';

/** A row of a table of what the rolling strategy does. */
export interface RollingCase {
  readonly title: string;
  readonly desired: number;
  /** Minimum healthy and maximum percent, as AWS's documentation writes the pair. */
  readonly percents: readonly [minimum: number, maximum: number];
  /** A letter for each, as `judgedTasks` reads them. Old tasks are o1, o2, …, those of PRIMARY n1, n2, … */
  readonly old?: string;
  readonly current?: string;
  /** Tasks that are about to stop, and still show as running. */
  readonly leaving?: number;
  readonly throttled?: true;
  /** The old tasks are the source's, which is to have so many. */
  readonly kept?: number;
  readonly keptAfter?: number;
  readonly restart?: number;
  readonly start?: number;
  readonly replacedUnhealthy?: number;
  readonly stop?: readonly string[];
  readonly blocked?: true;
}

export function expectRolling(each: RollingCase): void {
  const { desired, percents, old = '', current = '', leaving = 0 } = each;
  const replaced = judgedTasks('o', old, 0);
  const plan = rolling.plan({
    desiredCount: desired,
    minimumHealthyPercent: percents[0],
    maximumPercent: percents[1],
    replaced,
    source: each.kept === undefined ? undefined : { tasks: replaced, kept: each.kept, mayStart: true },
    current: judgedTasks('n', current, old.length),
    occupied: old.length + current.length + leaving,
    mayStart: each.throttled !== true,
  });
  expect({ ...plan, stop: plan.stop.map(({ task }) => task.id) }).toEqual({
    start: { count: each.start ?? 0, replacedUnhealthy: each.replacedUnhealthy ?? 0 },
    restart: { count: each.restart ?? 0, replacedUnhealthy: 0 },
    stop: each.stop ?? [],
    kept: each.keptAfter ?? 0,
    blocked: each.blocked ?? false,
  });
}
