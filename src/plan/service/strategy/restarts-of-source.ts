import {
  isStarting,
  isUnhealthy,
  type JudgedTask,
  type Starts,
  type StrategyView,
} from './deployment-strategy.ts';

export interface RestartsOfSource {
  readonly restart: Starts;
  /** Its starting tasks that are needed: they do not go with the other old ones. */
  readonly awaited: readonly JudgedTask[];
  /** No container instance has a place for all of it. */
  readonly isUnplaced: boolean;
  /** There is no room for what it needs, and nothing under way that would make some. */
  readonly isStuck: boolean;
  /** How many tasks it is to have from now on, once these are stopped. */
  keptAfter(stop: readonly JudgedTask[]): number;
}

/**
 * The tasks that the source of a deployment starts anew. Docs, "Deploy Amazon ECS services by replacing tasks":
 * "During a rolling deployment, when tasks become unhealthy, Amazon ECS replaces them to maintain your service's
 * minimumHealthyPercent and protect availability. Unhealthy tasks are replaced using the same service revision they
 * belong to." What was given up for new tasks stays so.
 *
 * @param needed how many of its tasks the service needs, as the others are
 */
export function restartsOfSource(view: StrategyView, needed: number, room: number): RestartsOfSource {
  const { tasks, kept, mayStart } = view.source ?? { tasks: [], kept: 0, mayStart: false };
  const wanted = Math.min(kept, needed);
  const sound = tasks.filter((judged) => !isUnhealthy(judged));
  const missing = Math.max(0, wanted - sound.length);
  const allowed = mayStart ? Math.min(missing, room) : 0;
  const count = Math.min(allowed, view.placeable ?? Number.POSITIVE_INFINITY);
  const starting = tasks.filter(isStarting);
  const isLeaving = view.occupied > view.current.length + view.replaced.length;
  return {
    restart: { count, replacedUnhealthy: Math.min(count, tasks.length - sound.length) },
    isUnplaced: count < allowed,
    awaited: starting.slice(0, Math.max(0, wanted - (sound.length - starting.length))),
    isStuck: mayStart && missing > 0 && room === 0 && !isLeaving && starting.length === 0,
    keptAfter: (stop) => {
      const left = sound.filter((judged) => !stop.includes(judged)).length + count;
      return Math.min(kept, Math.max(left, wanted));
    },
  };
}
