import { expect, test } from 'vitest';
import type { ServiceTask, ServiceView, TaskTarget } from '../../../../src/plan/service/service-view.ts';
import { type TaskHealth, taskHealth } from '../../../../src/plan/service/task-health.ts';
import { serviceTask } from '../../../support/planner/service-task.ts';
import { serviceView } from '../../../support/planner/service-view.ts';

const nowMs = 100_000;
const target = (group: string, health: TaskTarget['health']): TaskTarget => ({
  targetGroupArn: group,
  containerName: 'web',
  containerPort: 80,
  health,
});
const healthy = target('tg/a', { state: 'healthy' });
const pending = target('tg/b', { state: 'pending' });
const unhealthy = target('tg/c', { state: 'unhealthy', description: 'Request timed out' });

interface Case {
  readonly title: string;
  readonly task?: Partial<ServiceTask>;
  readonly view?: Partial<ServiceView>;
  readonly health: TaskHealth;
}

const settling = { timing: { speed: 1, awsTiming: true } };
const elb = 'Task failed ELB health checks in (target-group tg/c)';

const cases: readonly Case[] = [
  {
    title: 'is starting until it runs, whatever its checks say',
    task: { lastStatus: 'ACTIVATING', startedAtMs: undefined, containerHealth: 'HEALTHY' },
    health: { is: 'starting' },
  },
  {
    title: 'without any check is starting until it is seen not to exit at once',
    task: { startedAtMs: nowMs - 499 },
    health: { is: 'starting', untilMs: nowMs + 1 },
  },
  {
    title: 'without any check is healthy after half a second',
    task: { startedAtMs: nowMs - 500 },
    health: { is: 'healthy' },
  },
  {
    title: "without any check never settles for longer than with AWS's timing",
    task: { startedAtMs: nowMs },
    view: { timing: { speed: 1000, awsTiming: false } },
    health: { is: 'starting', untilMs: nowMs + 40 },
  },
  {
    title: "without any check settles for 40 seconds with AWS's timing",
    task: { startedAtMs: nowMs - 39_999 },
    view: settling,
    health: { is: 'starting', untilMs: nowMs + 1 },
  },
  {
    title: 'without any check is healthy after 40 seconds',
    task: { startedAtMs: nowMs - 40_000 },
    view: settling,
    health: { is: 'healthy' },
  },
  {
    title: 'settles the faster the higher the speed',
    task: { startedAtMs: nowMs },
    view: { timing: { speed: 10, awsTiming: true } },
    health: { is: 'starting', untilMs: nowMs + 4_000 },
  },
  {
    title: 'with a check does not settle',
    task: { startedAtMs: nowMs, containerHealth: 'HEALTHY' },
    view: settling,
    health: { is: 'healthy' },
  },
  {
    title: 'is starting while its container check has not answered',
    task: { containerHealth: 'UNKNOWN' },
    health: { is: 'starting' },
  },
  {
    title: 'is starting while one of its target groups has not answered',
    task: { targets: [healthy, pending] },
    health: { is: 'starting' },
  },
  {
    title: 'is starting while its container check has not answered though its target is healthy',
    task: { containerHealth: 'UNKNOWN', targets: [healthy] },
    health: { is: 'starting' },
  },
  {
    title: 'is healthy when container and targets agree',
    task: { containerHealth: 'HEALTHY', targets: [healthy] },
    health: { is: 'healthy' },
  },
  {
    title: 'is unhealthy where one target group says so',
    task: { targets: [healthy, unhealthy] },
    health: { is: 'unhealthy', reason: elb },
  },
  {
    title: 'is unhealthy for its container before its targets',
    task: { containerHealth: 'UNHEALTHY', targets: [unhealthy] },
    health: { is: 'unhealthy', reason: 'Task failed container health checks' },
  },
  {
    title: 'has its grace period from its start',
    task: { targets: [unhealthy], startedAtMs: nowMs - 9_999 },
    view: { healthCheckGracePeriodMs: 10_000 },
    health: { is: 'starting', untilMs: nowMs + 1 },
  },
  {
    title: 'has no more grace when its period is over',
    task: { targets: [unhealthy], startedAtMs: nowMs - 10_000 },
    view: { healthCheckGracePeriodMs: 10_000 },
    health: { is: 'unhealthy', reason: elb },
  },
  {
    title: 'has the less grace the higher the speed',
    task: { targets: [unhealthy], startedAtMs: nowMs - 999 },
    view: { healthCheckGracePeriodMs: 10_000, timing: { speed: 10, awsTiming: false } },
    health: { is: 'starting', untilMs: nowMs + 1 },
  },
  {
    title: 'may be healthy during its grace period',
    task: { targets: [healthy], startedAtMs: nowMs },
    view: { healthCheckGracePeriodMs: 10_000 },
    health: { is: 'healthy' },
  },
];

test.each(cases)('a task $title', ({ task, view, health }) => {
  expect(taskHealth(serviceTask(1, task), serviceView(view), nowMs)).toEqual(health);
});
