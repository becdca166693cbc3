import type { ObservedContainer } from '../../services/ecs/task/task.ts';
import { type TaskStatus, taskStatuses } from './task-status.ts';
import type { ContainerDependency, ContainerPlan, TaskStep, TaskView } from './task-view.ts';

/**
 * The one next step of a task: forward only, recomputed from what is observed. Sandbox first, then images, then
 * containers as their dependencies allow, targets, RUNNING; and on the way down targets, stop signals, SIGKILL after
 * stopTimeout, removal, STOPPED.
 */
export function stepTask(view: TaskView, nowMs: number): TaskStep {
  return view.desiredStatus === 'RUNNING' ? stepUp(view) : stepDown(view, nowMs);
}

function stepUp(view: TaskView): TaskStep {
  if (view.observed.networkInterface === undefined) return { type: 'attach-network' };
  if (view.lastStatus === 'PROVISIONING') return { type: 'advance', to: 'PENDING' };
  const ended = view.containers.find(
    ({ name, essential }) => essential && statusOf(view, name) === 'STOPPED',
  );
  if (ended !== undefined)
    return { type: 'stop', code: 'EssentialContainerExited', reason: 'Essential container in task exited' };
  const toPull = view.containers.filter(({ name }) => statusOf(view, name) === 'PENDING');
  if (toPull.length > 0) return { type: 'pull', containers: names(toPull) };
  const waiting = view.containers.filter(({ name }) => ['PULLED', 'CREATED'].includes(statusOf(view, name)));
  const toStart = waiting.filter(({ dependsOn }) => dependsOn.every((each) => isMet(view, each)));
  if (toStart.length > 0) return { type: 'start', containers: names(toStart) };
  if (waiting.some(({ dependsOn }) => dependsOn.some((each) => isHopeless(view, each))))
    return {
      type: 'stop',
      code: 'TaskFailedToStart',
      reason: `TaskDependencyError: Task dependencies cannot be resolved, taskArn: ${view.arn}`,
    };
  if (waiting.length > 0) return { type: 'wait' };
  return stepToRunning(view);
}

function stepToRunning(view: TaskView): TaskStep {
  if (view.lastStatus === 'PENDING')
    return { type: 'advance', to: view.hasLoadBalancers ? 'ACTIVATING' : 'RUNNING' };
  if (view.lastStatus !== 'ACTIVATING') return { type: 'wait' };
  return view.observed.targets === 'none' ? { type: 'register-targets' } : { type: 'advance', to: 'RUNNING' };
}

function isMet(view: TaskView, { containerName, condition }: ContainerDependency): boolean {
  const container = view.observed.containers[containerName];
  switch (condition) {
    case 'START':
      return container?.status === 'RUNNING' || container?.status === 'STOPPED';
    case 'COMPLETE':
      return container?.status === 'STOPPED';
    case 'SUCCESS':
      return container?.status === 'STOPPED' && container.exitCode === 0;
    case 'HEALTHY':
      return container?.status === 'RUNNING' && container.health === 'HEALTHY';
  }
}

/** A dependency that ended in a way that its condition can never come true. */
function isHopeless(view: TaskView, dependency: ContainerDependency): boolean {
  return statusOf(view, dependency.containerName) === 'STOPPED' && !isMet(view, dependency);
}

function stepDown(view: TaskView, nowMs: number): TaskStep {
  const running = view.containers.filter(({ name }) => statusOf(view, name) === 'RUNNING');
  if (view.observed.targets === 'registered') {
    const servesStill = running.length > 0 && isBefore(view.lastStatus, 'DEACTIVATING');
    return servesStill ? { type: 'advance', to: 'DEACTIVATING' } : { type: 'deregister-targets' };
  }
  if (view.lastStatus === 'DEACTIVATING' && view.draining && running.length > 0) return { type: 'wait' };
  if (running.length > 0) return stepStopping(view, running, nowMs);
  if (isBefore(view.lastStatus, 'DEPROVISIONING')) return { type: 'advance', to: 'DEPROVISIONING' };
  if (view.lastStatus === 'DEPROVISIONING') return { type: 'release' };
  return { type: 'wait' };
}

function stepStopping(view: TaskView, running: readonly ContainerPlan[], nowMs: number): TaskStep {
  if (isBefore(view.lastStatus, 'STOPPING')) return { type: 'advance', to: 'STOPPING' };
  // Reverse dependency order: a container goes once all that depend on it are gone.
  const free = running.filter(
    ({ name }) =>
      !running.some(({ dependsOn }) => dependsOn.some(({ containerName }) => containerName === name)),
  );
  const toSignal = free.filter(({ name }) => observedOf(view, name)?.signalledAtMs === undefined);
  if (toSignal.length > 0) return { type: 'signal', containers: names(toSignal) };
  const deadlines = free.flatMap((container) => {
    const seen = observedOf(view, container.name);
    return seen?.signalledAtMs === undefined || seen.killedAtMs !== undefined
      ? []
      : [{ name: container.name, atMs: seen.signalledAtMs + container.stopTimeoutMs }];
  });
  const due = deadlines.filter(({ atMs }) => atMs <= nowMs);
  if (due.length > 0) return { type: 'kill', containers: names(due) };
  return deadlines.length === 0
    ? { type: 'wait' }
    : { type: 'wait', untilMs: Math.min(...deadlines.map(({ atMs }) => atMs)) };
}

function observedOf(view: TaskView, name: string): ObservedContainer | undefined {
  return view.observed.containers[name];
}

function statusOf(view: TaskView, name: string): ObservedContainer['status'] {
  return observedOf(view, name)?.status ?? 'PENDING';
}

function isBefore(status: TaskStatus, other: TaskStatus): boolean {
  return taskStatuses.indexOf(status) < taskStatuses.indexOf(other);
}

function names(containers: readonly { readonly name: string }[]): string[] {
  return containers.map(({ name }) => name);
}
