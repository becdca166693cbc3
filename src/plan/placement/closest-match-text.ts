import { checksPassed } from './check-instance.ts';
import type { PlacementFailure } from './place-tasks.ts';

const more = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';

/**
 * Why a service could not place a task: what follows "because no container instance met all of its requirements. " in
 * its event. It names the instance that failed last: the closest one; the first of several. Docs: "Amazon ECS service
 * event messages".
 *
 * @param failures of one task that was not placed
 */
export function closestMatchText(failures: readonly PlacementFailure[]): string {
  const [first, ...rest] = failures;
  if (first === undefined) return `Reason: No Container Instances were found in your cluster. ${more}`;
  const closest = rest.reduce((best, each) => (closeness(each) > closeness(best) ? each : best), first);
  const id = closest.arn.slice(closest.arn.lastIndexOf('/') + 1);
  return `The closest matching (container-instance ${id}) ${complaint(closest.reason)} ${more}`;
}

/** An instance that breaks a constraint has passed every other check. */
function closeness({ reason }: PlacementFailure): number {
  return isConstraint(reason) ? Number.POSITIVE_INFINITY : checksPassed(reason);
}

type ConstraintReason = Extract<PlacementFailure['reason'], `${string} placement constraint unsatisfied.`>;

function isConstraint(reason: PlacementFailure['reason']): reason is ConstraintReason {
  return reason.endsWith(' placement constraint unsatisfied.');
}

function complaint(reason: PlacementFailure['reason']): string {
  switch (reason) {
    case 'RESOURCE:CPU':
      return 'has insufficient CPU units available.';
    case 'RESOURCE:MEMORY':
      return 'has insufficient memory available.';
    case 'RESOURCE:PORTS':
      return 'is already using a port required by your task.';
    case 'ATTRIBUTE':
      return 'is missing an attribute required by your task.';
    default:
      return `encountered error "${reason}".`;
  }
}
