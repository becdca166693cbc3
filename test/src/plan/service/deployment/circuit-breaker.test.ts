import { expect, test } from 'vitest';
import {
  breakerThreshold,
  countBreakerFailures,
} from '../../../../../src/plan/service/deployment/circuit-breaker.ts';
import type { TaskOutcome } from '../../../../../src/plan/service/deployment/task-outcomes.ts';
import { circuitBreaker } from '../../../../support/planner/deployment-settings.ts';

test.each([
  ['BOUNDED_PERCENT', 50, 0, 3],
  ['BOUNDED_PERCENT', 50, 1, 3],
  ['BOUNDED_PERCENT', 50, 6, 3],
  ['BOUNDED_PERCENT', 50, 7, 4],
  ['BOUNDED_PERCENT', 50, 25, 13],
  ['BOUNDED_PERCENT', 50, 400, 200],
  ['BOUNDED_PERCENT', 50, 5000, 200],
  ['BOUNDED_PERCENT', 100, 7, 7],
  ['BOUNDED_PERCENT', 1, 100, 3],
  ['UNBOUNDED_PERCENT', 50, 1, 1],
  ['UNBOUNDED_PERCENT', 50, 5000, 2500],
  ['UNBOUNDED_PERCENT', 1, 0, 1],
  ['COUNT', 7, 1, 7],
  ['COUNT', 7, 5000, 7],
] as const)('%s %i of %i tasks lets %i fail', (type, value, desiredCount, threshold) => {
  const breaker = circuitBreaker({ thresholdConfiguration: { type, value } });
  expect(breakerThreshold(breaker, desiredCount)).toBe(threshold);
});

const failure = (stage: 'start' | 'health', besideOthers = false): TaskOutcome => ({
  type: 'failed',
  stage,
  besideOthers,
});
const ran: TaskOutcome = { type: 'ran', isHealthChecked: true };
const healthy: TaskOutcome = { type: 'healthy' };

test.each<[string, readonly TaskOutcome[], number, number]>([
  ['failed starts', [failure('start'), failure('start')], 3, 3],
  ['failed starts no more once a task runs', [ran, failure('start', true)], 1, 2],
  ['failed health checks, though others are healthy', [failure('health', true), failure('health')], 3, 3],
  ['from nothing once a task is healthy', [failure('start'), healthy, failure('health')], 1, 3],
  ['on when a task merely runs', [failure('start'), ran], 2, 2],
])('counts %s', (_case, outcomes, inARow, all) => {
  expect([
    countBreakerFailures(1, outcomes, circuitBreaker({ resetOnHealthyTask: true })),
    countBreakerFailures(1, outcomes, circuitBreaker({ resetOnHealthyTask: false })),
  ]).toEqual([inARow, all]);
});
