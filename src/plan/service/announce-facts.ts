import type { Announcement } from '../../services/ecs/task/task.ts';
import { rollbackCandidate } from './deployment/deployment-failure.ts';
import {
  deregisteredText,
  drainingText,
  registeredText,
  startFailureText,
  taskSetSubject,
  unhealthyContainerText,
  unhealthyTargetText,
} from './event-texts.ts';
import type { ServiceAction, ServiceTask, ServiceView } from './service-view.ts';
import { taskHealth } from './task-health.ts';
import { primaryOf } from './view-changes.ts';

/**
 * Events for what the task machine did since the last plan. Each fact is marked on its task when it is told, so that
 * none is told twice, and facts that came together make one event, as in AWS.
 *
 * @param drainingSubject what is named where a deployment's tasks begin to drain
 */
export function announceFacts(
  view: ServiceView,
  nowMs: number,
  drainingSubject = (deploymentId: string): string => taskSetSubject(view.name, deploymentId),
): { readonly actions: readonly ServiceAction[] } {
  return {
    actions: [
      ...registrations(view),
      ...deregistrations(view, drainingSubject),
      ...startFailures(view),
      ...view.tasks.flatMap((task) => illHealth(view, task, nowMs)),
    ],
  };
}

function registrations(view: ServiceView): ServiceAction[] {
  const tasks = view.tasks.filter((task) => task.targetState !== 'none' && isNew(task, 'registered'));
  return [
    ...perTargetGroup(tasks, (arn, count) => registeredText(view.name, count, arn)),
    ...tasks.map((task) => announce(task, 'registered')),
  ];
}

function deregistrations(
  view: ServiceView,
  drainingSubject: (deploymentId: string) => string,
): ServiceAction[] {
  const tasks = view.tasks.filter(
    (task) => task.targetState === 'deregistered' && isNew(task, 'deregistered'),
  );
  const byDeployment = new Map<string, number>();
  for (const { deploymentId } of tasks)
    byDeployment.set(deploymentId, (byDeployment.get(deploymentId) ?? 0) + 1);
  return [
    ...perTargetGroup(tasks, (arn, count) => deregisteredText(view.name, count, arn)),
    ...[...byDeployment].map(
      ([id, count]): ServiceAction => ({
        type: 'add-event',
        message: drainingText(drainingSubject(id), count),
      }),
    ),
    ...tasks.map((task) => announce(task, 'deregistered')),
  ];
}

/** Tasks that failed for one reason make one event. The mark is set where failures are counted. */
function startFailures(view: ServiceView): ServiceAction[] {
  // A failure of a deployment that starts nothing any more is none of our business.
  const starting = [primaryOf(view)?.id, rollbackCandidate(view)?.id];
  const reasons = view.tasks
    .filter((task) => starting.includes(task.deploymentId) && isNew(task, 'start-failure'))
    .flatMap(({ stop }) => (stop?.code === 'TaskFailedToStart' ? [stop.reason] : []));
  return [...new Set(reasons)].map((reason) => ({
    type: 'add-event',
    message: startFailureText(view.name, reason),
  }));
}

function illHealth(view: ServiceView, task: ServiceTask, nowMs: number): ServiceAction[] {
  if (task.desiredStatus === 'STOPPED' || !isNew(task, 'unhealthy')) return [];
  // In its grace period a task's ill health is not said either: it would be said once, and of no consequence.
  if (taskHealth(task, view, nowMs).is !== 'unhealthy') return [];
  const texts = [
    ...(task.containerHealth === 'UNHEALTHY' ? [unhealthyContainerText(view.name, task.id)] : []),
    ...task.targets.flatMap((target) =>
      target.health.state === 'unhealthy'
        ? [unhealthyTargetText(view.name, task.id, target, target.health.description)]
        : [],
    ),
  ];
  return [
    ...texts.map((message): ServiceAction => ({ type: 'add-event', message })),
    announce(task, 'unhealthy'),
  ];
}

function perTargetGroup(
  tasks: readonly ServiceTask[],
  text: (targetGroupArn: string, count: number) => string,
): ServiceAction[] {
  const counts = new Map<string, number>();
  for (const { targetGroupArn } of tasks.flatMap(({ targets }) => targets))
    counts.set(targetGroupArn, (counts.get(targetGroupArn) ?? 0) + 1);
  return [...counts].map(([arn, count]) => ({ type: 'add-event', message: text(arn, count) }));
}

function isNew(task: ServiceTask, announcement: Announcement): boolean {
  return !task.announced.includes(announcement);
}

function announce(task: ServiceTask, announcement: Announcement): ServiceAction {
  return { type: 'announce', taskArn: task.arn, announcement };
}
