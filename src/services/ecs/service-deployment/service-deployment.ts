import type { DeploymentSettings } from '../service/service.ts';

/** A run of a service's deployment, whether it succeeds, is stopped or is rolled back: the history of the service. */
export interface ServiceDeployment {
  readonly arn: string;
  readonly serviceArn: string;
  /** `ecs-svc/<19 digits>`: the deployment that this one makes. Its revision is the target. */
  readonly deploymentId: string;
  readonly createdAtMs: number;
  /** The deployments that it replaces, whose revisions are the sources. */
  readonly sourceDeploymentIds: readonly string[];
  /** What StopServiceDeployment asked for: the API writes it. */
  readonly stopRequest?: StopRequest;
  readonly progress: ServiceDeploymentProgress;
}

export type StopRequest = 'ROLLBACK' | 'ABORT';

/** What the planner decides; the API shows STOP_REQUESTED and ROLLBACK_REQUESTED until it does. */
export type PlannedStatus =
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'SUCCESSFUL'
  | 'STOPPED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_SUCCESSFUL'
  | 'ROLLBACK_FAILED';

/** Written by the service planner. */
export interface ServiceDeploymentProgress {
  readonly status: PlannedStatus;
  readonly statusReason?: string;
  readonly updatedAtMs: number;
  readonly startedAtMs?: number;
  /** Stopped by its user, or failed without being rolled back. */
  readonly stoppedAtMs?: number;
  /** What the circuit breaker counted against the target. */
  readonly failureCount: number;
  /** Decided when alarms are first looked at: one in ALARM already makes ECS ignore them all. */
  readonly alarms: 'not-looked-at' | 'watched' | 'ignored';
  readonly failedBy?: FailureCause;
  readonly triggeredAlarmNames: readonly string[];
  readonly rollback?: RollbackRun;
  /** The end of the bake time, once that has begun. */
  readonly bakeEndsAtMs?: number;
  readonly end?: DeploymentEnd;
}

export type FailureCause = 'circuit-breaker' | 'alarms' | 'request';

export interface RollbackRun {
  readonly reason: string;
  readonly startedAtMs: number;
  /** The deployment that is PRIMARY again; none where there was none to go back to. */
  readonly deploymentId?: string;
  /** What the circuit breaker counted against it. */
  readonly failureCount: number;
}

/** How things stood when it ended: what is shown from then on. */
export interface DeploymentEnd {
  readonly atMs: number;
  readonly settings: DeploymentSettings;
  readonly threshold: number;
  /** By deployment: its target and its sources. */
  readonly counts: Readonly<Record<string, RevisionCounts>>;
}

export interface RevisionCounts {
  readonly requested: number;
  readonly running: number;
  readonly pending: number;
}
