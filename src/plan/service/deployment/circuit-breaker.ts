import type { CircuitBreakerSettings } from '../../../services/ecs/service/service.ts';
import type { TaskOutcome } from './task-outcomes.ts';

const leastThreshold = 3;
const greatestThreshold = 200;

/**
 * How many tasks may fail before the deployment does. Docs: "How the Amazon ECS deployment circuit breaker detects
 * failures": the percentage of the latest desired count is rounded up; only BOUNDED_PERCENT keeps it within 3 and 200.
 */
export function breakerThreshold(
  { thresholdConfiguration: { type, value } }: CircuitBreakerSettings,
  desiredCount: number,
): number {
  const share = Math.ceil((desiredCount * value) / 100);
  switch (type) {
    case 'BOUNDED_PERCENT':
      return Math.min(Math.max(share, leastThreshold), greatestThreshold);
    case 'UNBOUNDED_PERCENT':
      return Math.max(share, 1);
    case 'COUNT':
      return value;
  }
}

/**
 * The failure count after what became of the deployment's tasks. Stage 1 counts tasks that never reach RUNNING until
 * one is; stage 2 counts those that fail while others run. Unless only failures in a row count, all do.
 */
export function countBreakerFailures(
  before: number,
  outcomes: readonly TaskOutcome[],
  { resetOnHealthyTask }: CircuitBreakerSettings,
): number {
  let count = before;
  for (const outcome of outcomes) {
    if (outcome.type === 'healthy' && resetOnHealthyTask) count = 0;
    if (outcome.type === 'failed' && !(resetOnHealthyTask && isPastStageOne(outcome))) count += 1;
  }
  return count;
}

function isPastStageOne(outcome: Extract<TaskOutcome, { type: 'failed' }>): boolean {
  return outcome.stage === 'start' && outcome.besideOthers;
}
