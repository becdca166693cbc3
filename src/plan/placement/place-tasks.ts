import { checkInstance, type InstanceFailureReason } from './check-instance.ts';
import { type InstanceView, type TaskDemand, withTask } from './instance-view.ts';
import {
  brokenConstraint,
  type ConstraintFailureReason,
  type PlacementConstraint,
} from './placement-constraint.ts';
import { chooseInstance, type PlacementStrategy } from './placement-strategy.ts';

export type TaskPlacement =
  | { readonly type: 'placed'; readonly instanceArn: string }
  /** One failure for each ACTIVE instance, in the order in which they were given; none where there is no such one. */
  | { readonly type: 'failed'; readonly failures: readonly PlacementFailure[] };

/** As a member of RunTask's `failures`. */
export interface PlacementFailure {
  readonly arn: string;
  readonly reason: InstanceFailureReason | ConstraintFailureReason;
}

/**
 * The instance of each of `count` equal tasks, or why it has none. Each placement counts for the next one: its
 * resources, its ports, its group. Instances that are not ACTIVE are passed over. Without strategies chance decides.
 * Docs: "How Amazon ECS places tasks on container instances": resources first, then constraints, then strategies.
 *
 * @param random a number from 0 to below 1
 */
export function placeTasks(
  instances: readonly InstanceView[],
  demand: TaskDemand,
  count: number,
  constraints: readonly PlacementConstraint[],
  strategies: readonly PlacementStrategy[],
  random: () => number,
): TaskPlacement[] {
  const judge = (instance: InstanceView): Judged => ({
    instance,
    reason: failureOf(instance, demand, constraints),
  });
  let judged = instances.map(judge);
  const placements: TaskPlacement[] = [];
  while (placements.length < count) {
    const chosen = chooseInstance(
      judged.filter(({ reason }) => reason === undefined).map(({ instance }) => instance),
      strategies,
      { instances: judged.map(({ instance }) => instance), group: demand.group, random },
    );
    if (chosen === undefined) {
      // What one task did not find, the next one, which is its equal, does not find either.
      const failures = judged.flatMap(failureOfActive);
      return [...placements, ...Array.from({ length: count - placements.length }, () => failed(failures))];
    }
    // Only the chosen instance has changed, and constraints may be dear to ask.
    judged = judged.map((each) =>
      each.instance.arn === chosen.arn ? judge(withTask(chosen, demand)) : each,
    );
    placements.push({ type: 'placed', instanceArn: chosen.arn });
  }
  return placements;
}

interface Judged {
  readonly instance: InstanceView;
  readonly reason: PlacementFailure['reason'] | undefined;
}

function failureOfActive({ instance: { arn, status }, reason }: Judged): readonly PlacementFailure[] {
  return status !== 'ACTIVE' || reason === undefined ? [] : [{ arn, reason }];
}

function failed(failures: readonly PlacementFailure[]): TaskPlacement {
  return { type: 'failed', failures };
}

/** What RunTask answers as `failures`: each instance once, however many tasks it could not take. */
export function runTaskFailures(placements: readonly TaskPlacement[]): readonly PlacementFailure[] {
  const [first = []] = placements.flatMap((each) => (each.type === 'failed' ? [each.failures] : []));
  return first;
}

function failureOf(
  instance: InstanceView,
  demand: TaskDemand,
  constraints: readonly PlacementConstraint[],
): PlacementFailure['reason'] | undefined {
  return checkInstance(instance, demand) ?? brokenConstraint(instance, demand, constraints);
}
