import { expect, test } from 'vitest';
import { announceFacts } from '../../../../src/plan/service/announce-facts.ts';
import type { ServiceTask, ServiceView, TaskTarget } from '../../../../src/plan/service/service-view.ts';
import { deployment } from '../../../support/planner/deployment.ts';
import { serviceTask } from '../../../support/planner/service-task.ts';
import { serviceView } from '../../../support/planner/service-view.ts';

const target = (group: string, health: TaskTarget['health'] = { state: 'healthy' }): TaskTarget => ({
  targetGroupArn: group,
  containerName: 'web',
  containerPort: 8080,
  health,
});
const failed = (announced: ServiceTask['announced']): Partial<ServiceTask> => ({
  desiredStatus: 'STOPPED',
  lastStatus: 'STOPPED',
  startedAtMs: undefined,
  stop: { code: 'TaskFailedToStart', reason: 'ResourceInitializationError: no such secret.', atMs: 1 },
  announced,
});

/** What is told, in order; a mark stands as the task and what was marked on it. */
function told(view: Partial<ServiceView>): string[] {
  return announceFacts(serviceView(view), 1_000_000).actions.map((action) =>
    action.type === 'add-event'
      ? action.message
      : action.type === 'announce'
        ? `${action.taskArn} ${action.announcement}`
        : action.type,
  );
}

test('tells of targets that were registered together in one event for each target group', () => {
  const targets = [target('tg/a'), target('tg/b')];
  expect(
    told({
      tasks: [
        serviceTask(1, { targets, targetState: 'registered' }),
        serviceTask(2, { targets, targetState: 'registered' }),
        serviceTask(3, { targets, targetState: 'registered', announced: ['registered'] }),
        serviceTask(4, { targets, targetState: 'none' }),
      ],
    }),
  ).toEqual([
    '(service web) registered 2 targets in (target-group tg/a)',
    '(service web) registered 2 targets in (target-group tg/b)',
    'task/1 registered',
    'task/2 registered',
  ]);
});

test('tells of deregistered targets, and of the draining for each deployment', () => {
  const gone: Partial<ServiceTask> = {
    targets: [target('tg/a')],
    targetState: 'deregistered',
    desiredStatus: 'STOPPED',
    announced: ['registered'],
  };
  expect(
    told({
      tasks: [
        serviceTask(1, gone),
        serviceTask(2, gone),
        serviceTask(3, { ...gone, deploymentId: 'ecs-svc/2' }),
        serviceTask(4, { ...gone, announced: ['registered', 'deregistered'] }),
      ],
    }),
  ).toEqual([
    '(service web) deregistered 3 targets in (target-group tg/a)',
    '(service web, taskSet ecs-svc/1) has begun draining connections on 2 tasks.',
    '(service web, taskSet ecs-svc/2) has begun draining connections on 1 tasks.',
    'task/1 deregistered',
    'task/2 deregistered',
    'task/3 deregistered',
  ]);
});

test('tells why a task of the PRIMARY deployment could not be started, once, with one full stop', () => {
  expect(
    told({
      deployments: [deployment(2, 'PRIMARY'), deployment(1, 'ACTIVE')],
      tasks: [
        serviceTask(1, failed([])),
        serviceTask(2, { ...failed([]), deploymentId: 'ecs-svc/2' }),
        serviceTask(3, { ...failed(['start-failure']), deploymentId: 'ecs-svc/2' }),
      ],
    }),
  ).toEqual([
    '(service web) was unable to place a task. Reason: ResourceInitializationError: no such secret.',
  ]);
});

test('tells once of every target group in which a task is unhealthy', () => {
  const unhealthy = (reason: string) => ({ state: 'unhealthy', description: reason }) as const;
  const targets = [
    target('tg/a', unhealthy('Health checks failed with these codes: [404]')),
    target('tg/b'),
    target('tg/c', unhealthy('Request timed out')),
  ];
  expect(
    told({ tasks: [serviceTask(1, { targets }), serviceTask(2, { targets, announced: ['unhealthy'] })] }),
  ).toEqual([
    '(service web) (task 1) (port 8080) is unhealthy in (target-group tg/a) due to (reason Health checks failed with these codes: [404])',
    '(service web) (task 1) (port 8080) is unhealthy in (target-group tg/c) due to (reason Request timed out)',
    'task/1 unhealthy',
  ]);
});

test('says nothing of the ill health of a task that stops, does not run yet or is in its grace period', () => {
  const ill: Partial<ServiceTask> = { containerHealth: 'UNHEALTHY' };
  expect(
    told({
      healthCheckGracePeriodMs: 1_000,
      tasks: [
        serviceTask(1, { ...ill, desiredStatus: 'STOPPED' }),
        serviceTask(2, { ...ill, lastStatus: 'PENDING', startedAtMs: undefined }),
        serviceTask(3, { ...ill, startedAtMs: 999_001 }),
      ],
    }),
  ).toEqual([]);
});
