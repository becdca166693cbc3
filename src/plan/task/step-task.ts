import type { ObservedContainer } from '../../services/ecs/task/task.ts';
import { prospectOf } from './dependencies.ts';
import { isToRestart } from './restart.ts';
import { type TaskStatus, taskStatuses } from './task-status.ts';
import type { ContainerPlan, TaskStep, TaskView } from './task-view.ts';

/**
 * The one next step of a task: forward only, recomputed from what is observed. Sandbox first, then images, then
 * containers as their dependencies allow, targets, RUNNING; and on the way down targets, stop signals, SIGKILL after
 * stopTimeout, removal, STOPPED.
 */
export function stepTask(view: TaskView, nowMs: number): TaskStep {
  return view.desiredStatus === 'RUNNING' ? stepUp(view, nowMs) : stepDown(view, nowMs);
}

function stepUp(view: TaskView, nowMs: number): TaskStep {
  if (view.containers.length === 0)
    return {
      type: 'stop',
      code: 'TaskFailedToStart',
      reason: "Drydock's sidecar policies skip every container of the task.",
    };
  if (view.isOrphaned && view.observed.targets === 'registered') return { type: 'deregister-targets' };
  if (view.hasNetworkInterface && view.observed.networkInterface === undefined)
    return { type: 'attach-network' };
  if (view.lastStatus === 'PROVISIONING') return { type: 'advance', to: 'PENDING' };
  const toRestart = view.containers.filter((container) =>
    isToRestart(container, observedOf(view, container.name)),
  );
  const ended = view.containers.find(
    (container) =>
      container.essential && !toRestart.includes(container) && statusOf(view, container.name) === 'STOPPED',
  );
  if (ended !== undefined)
    return { type: 'stop', code: 'EssentialContainerExited', reason: 'Essential container in task exited' };
  if (toRestart.length > 0) return { type: 'restart', containers: names(toRestart) };
  const toPull = view.containers.filter(({ name }) => statusOf(view, name) === 'PENDING');
  if (toPull.length > 0) return { type: 'pull', containers: names(toPull) };
  return stepStarting(view, nowMs) ?? stepToRunning(view);
}

/** What the containers that were not started yet need; undefined when there are none. */
function stepStarting(view: TaskView, nowMs: number): TaskStep | undefined {
  const waiting = view.containers
    .filter(({ name }) => ['PULLED', 'CREATED'].includes(statusOf(view, name)))
    .map((container) => ({ name: container.name, prospect: prospectOf(view, container, nowMs) }));
  if (waiting.length === 0) return undefined;
  const toStart = waiting.filter(({ prospect }) => prospect.type === 'met');
  if (toStart.length > 0) return { type: 'start', containers: names(toStart) };
  if (waiting.some(({ prospect }) => prospect.type === 'hopeless'))
    // As recorded of Fargate: neither the task nor the container says more.
    return { type: 'stop', code: 'TaskFailedToStart', reason: 'Task failed to start' };
  const deadlines = waiting.flatMap(({ prospect }) =>
    prospect.type === 'open' && prospect.untilMs !== undefined ? [prospect.untilMs] : [],
  );
  return deadlines.length === 0 ? { type: 'wait' } : { type: 'wait', untilMs: Math.min(...deadlines) };
}

function stepToRunning(view: TaskView): TaskStep {
  if (view.lastStatus === 'PENDING')
    return { type: 'advance', to: view.hasLoadBalancers ? 'ACTIVATING' : 'RUNNING' };
  if (view.lastStatus !== 'ACTIVATING') return { type: 'wait' };
  const isToRegister = view.observed.targets === 'none' && !view.isOrphaned;
  return isToRegister ? { type: 'register-targets' } : { type: 'advance', to: 'RUNNING' };
}

function stepDown(view: TaskView, nowMs: number): TaskStep {
  const running = view.containers.filter(({ name }) => statusOf(view, name) === 'RUNNING');
  if (view.observed.targets === 'registered') {
    const servesStill = running.length > 0 && isBefore(view.lastStatus, 'DEACTIVATING');
    return servesStill ? { type: 'advance', to: 'DEACTIVATING' } : { type: 'deregister-targets' };
  }
  if (view.lastStatus === 'DEACTIVATING' && view.draining && running.length > 0) return { type: 'wait' };
  if (running.length > 0) return stepStopping(view, running, nowMs);
  if (view.lastStatus === 'STOPPED') return { type: 'wait' };
  // Without an interface of its own there is nothing to deprovision.
  const isReleased = view.lastStatus === 'DEPROVISIONING' || !view.hasNetworkInterface;
  return isReleased ? { type: 'release' } : { type: 'advance', to: 'DEPROVISIONING' };
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
