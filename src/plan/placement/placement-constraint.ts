import type { InstancePredicate } from './cluster-query.ts';
import type { InstanceView, TaskDemand } from './instance-view.ts';

/** A placement constraint as it was understood; `check-placement.ts` reads the API's form. */
export type PlacementConstraint =
  | { readonly type: 'distinctInstance' }
  | { readonly type: 'memberOf'; readonly matches: InstancePredicate };

/** The words of RunTask's failures and of service events, their full stop included. */
export type ConstraintFailureReason =
  | 'DistinctInstance placement constraint unsatisfied.'
  | 'MemberOf placement constraint unsatisfied.';

/** The first constraint that the instance breaks. `distinctInstance` means the tasks of one group. */
export function brokenConstraint(
  instance: InstanceView,
  demand: TaskDemand,
  constraints: readonly PlacementConstraint[],
): ConstraintFailureReason | undefined {
  for (const constraint of constraints) {
    switch (constraint.type) {
      case 'distinctInstance':
        if (instance.tasks.some(({ group }) => group === demand.group))
          return 'DistinctInstance placement constraint unsatisfied.';
        break;
      case 'memberOf':
        if (!constraint.matches(instance)) return 'MemberOf placement constraint unsatisfied.';
        break;
    }
  }
  return undefined;
}
