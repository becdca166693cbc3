import type { ObservedTask, StopCode, TaskStatus } from '../../services/ecs/task/task.ts';

/** All that the task machine decides by. */
export interface TaskView {
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  readonly lastStatus: TaskStatus;
  /** Those that run, without those that a sidecar policy skips. */
  readonly containers: readonly ContainerPlan[];
  readonly observed: ObservedTask;
  /** Whether the task has a network interface of its own: the awsvpc mode. */
  readonly hasNetworkInterface: boolean;
  readonly hasLoadBalancers: boolean;
  /** Its container instance was deregistered: it runs on, but not behind a load balancer. */
  readonly isOrphaned: boolean;
  /** Whether a target of the task is still being drained. */
  readonly draining: boolean;
}

/** What a container's definition says about its order and its end. */
export interface ContainerPlan {
  readonly name: string;
  readonly essential: boolean;
  readonly dependsOn: readonly ContainerDependency[];
  readonly stopTimeoutMs: number;
  /** How long those who depend on it wait for their condition, from its start on. */
  readonly startTimeoutMs?: number;
  readonly restartPolicy?: ContainerRestartPolicy;
}

export interface ContainerRestartPolicy {
  readonly ignoredExitCodes: readonly number[];
  readonly restartAttemptPeriodMs: number;
}

export interface ContainerDependency {
  readonly containerName: string;
  readonly condition: 'START' | 'COMPLETE' | 'SUCCESS' | 'HEALTHY';
}

/** The one next thing to do for a task; `wait` when it is somebody else's turn. */
export type TaskStep =
  | { readonly type: 'advance'; readonly to: TaskStatus }
  | { readonly type: 'attach-network' }
  | { readonly type: 'pull'; readonly containers: readonly string[] }
  | { readonly type: 'start'; readonly containers: readonly string[] }
  | { readonly type: 'restart'; readonly containers: readonly string[] }
  | { readonly type: 'register-targets' }
  | { readonly type: 'deregister-targets' }
  | { readonly type: 'stop'; readonly code: StopCode; readonly reason: string }
  | { readonly type: 'signal'; readonly containers: readonly string[] }
  | { readonly type: 'kill'; readonly containers: readonly string[] }
  | { readonly type: 'release' }
  | { readonly type: 'wait'; readonly untilMs?: number };
