import type { Announcement, ObservedTask, Task, TaskSpec, TaskStatus, TaskStop } from './task.ts';

/** A task as the database has it. */
export interface TaskRow {
  arn: string;
  sequence: number;
  cluster_arn: string;
  service_arn: string | null;
  deployment_id: string | null;
  family: string;
  started_by: string | null;
  desired_status: 'RUNNING' | 'STOPPED';
  last_status: TaskStatus;
  created_at_ms: number;
  stopped_at_ms: number | null;
  spec: string;
  stop: string | null;
  announced: string;
  observed: string;
  protected_until_ms: number | null;
  container_instance_arn: string | null;
  orphaned: 0 | 1;
}

/** The task of a row, whose spec was parsed already. */
export function taskFromRow(row: TaskRow, spec: TaskSpec): Task {
  const observed: ObservedTask = JSON.parse(row.observed);
  const announced: Announcement[] = JSON.parse(row.announced);
  const stop: TaskStop | undefined = row.stop === null ? undefined : JSON.parse(row.stop);
  return {
    arn: row.arn,
    id: row.arn.slice(row.arn.lastIndexOf('/') + 1),
    sequence: row.sequence,
    clusterArn: row.cluster_arn,
    serviceArn: row.service_arn ?? undefined,
    deploymentId: row.deployment_id ?? undefined,
    family: row.family,
    startedBy: row.started_by ?? undefined,
    desiredStatus: row.desired_status,
    lastStatus: row.last_status,
    createdAtMs: row.created_at_ms,
    stoppedAtMs: row.stopped_at_ms ?? undefined,
    spec,
    stop,
    protectedUntilMs: row.protected_until_ms ?? undefined,
    announced,
    isOrphaned: row.orphaned === 1,
    observed,
  };
}
