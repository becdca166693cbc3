import { expect, test } from 'vitest';
import {
  computedCountText,
  drainingText,
  rebalanceAbandonedText,
  rebalanceStartedText,
  rebalanceStoppedText,
  startedText,
  steadyTaskSetText,
  stoppedText,
  taskSetSubject,
  unplacedText,
  zonesBalancedText,
  zonesUnbalancedText,
  zoneUnplacedText,
} from '../../../../src/plan/service/event-texts.ts';

test('names the tasks that were started', () => {
  expect(startedText('web', ['a', 'b'], 0)).toBe('(service web) has started 2 tasks: (task a) (task b).');
});

test('says how many of the started tasks replace unhealthy ones', () => {
  expect(startedText('web', ['a'], 1)).toBe(
    '(service web) has started 1 tasks: (task a). Amazon ECS replaced 1 tasks due to an unhealthy status.',
  );
});

test('names the tasks that were stopped', () => {
  expect(stoppedText('web', ['a', 'b'])).toBe(
    '(service web) has stopped 2 running tasks: (task a) (task b).',
  );
});

test('says why no container instance took a task', () => {
  expect(unplacedText('web', 'Reason: No Container Instances were found in your cluster.')).toBe(
    '(service web) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.',
  );
});

test('counts the tasks of each zone, the fullest zone first', () => {
  const counts = new Map([
    ['us-east-1c', 1],
    ['us-east-1b', 1],
    ['us-east-1a', 3],
  ]);
  expect(zonesUnbalancedText('web', counts)).toBe(
    '(service web) is not AZ balanced with 3 tasks in us-east-1a, 1 tasks in us-east-1b, 1 tasks in us-east-1c. AZ Rebalancing in progress.',
  );
  expect(zonesBalancedText('web', counts)).toBe(
    '(service web) is AZ balanced with 3 tasks in us-east-1a, 1 tasks in us-east-1b, 1 tasks in us-east-1c.',
  );
});

test('names the tasks that were started and stopped for the balance of zones', () => {
  expect(rebalanceStartedText('web', 'us-east-1a', ['a'])).toBe(
    '(service web) has started 1 tasks in us-east-1a to AZ Rebalance: (task a).',
  );
  expect(rebalanceStoppedText('web', 'us-east-1a', ['a', 'b'])).toBe(
    '(service web) has stopped 2 running tasks in us-east-1a due to AZ rebalancing: (task a) (task b).',
  );
  expect(rebalanceAbandonedText('web')).toBe('(service web) stopped AZ Rebalancing.');
});

test('says that a zone has no place for a task', () => {
  expect(zoneUnplacedText('web', 'us-east-1a', 'EC2')).toBe(
    '(service web) is unable to place a task in us-east-1a because no container instance met all of its requirements.',
  );
  expect(zoneUnplacedText('web', 'us-east-1a', 'FARGATE')).toBe(
    '(service web) is unable to place a task in us-east-1a.',
  );
});

test('speaks of a task set beside its service', () => {
  const subject = taskSetSubject('web', 'ecs-svc/1');
  expect(startedText(subject, ['a'], 0)).toBe(
    '(service web, taskSet ecs-svc/1) has started 1 tasks: (task a).',
  );
  expect(drainingText(subject, 2)).toBe(
    '(service web, taskSet ecs-svc/1) has begun draining connections on 2 tasks.',
  );
  expect(steadyTaskSetText('web', 'ecs-svc/1')).toBe(
    '(service web, taskSet ecs-svc/1) updated state to STEADY_STATE.',
  );
  expect(computedCountText('web', 'ecs-svc/1', 3)).toBe(
    '(service web) updated computedDesiredCount for taskSet ecs-svc/1 to 3.',
  );
});
