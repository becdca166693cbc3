import type { State } from '../../../state/state.ts';
import { UnchangedReads } from '../../../state/unchanged-reads.ts';
import type { DeploymentSpec } from '../service/service.ts';
import type { TaskSet, TaskSetProgress, TaskSetStatus } from './task-set.ts';

interface Row {
  arn: string;
  id: string;
  service_arn: string;
  status: TaskSetStatus;
  scale_percent: number;
  created_at_ms: number;
  updated_at_ms: number;
  external_id: string | null;
  spec: string;
  progress: string;
}

function prepare({ db }: State) {
  return {
    insert: db.prepare<Row>(
      `INSERT INTO ecs_task_set (arn, id, service_arn, status, scale_percent, created_at_ms, updated_at_ms,
         external_id, spec, progress)
       VALUES (@arn, @id, @service_arn, @status, @scale_percent, @created_at_ms, @updated_at_ms,
         @external_id, @spec, @progress)`,
    ),
    find: db.prepare<[string], Row>('SELECT * FROM ecs_task_set WHERE arn = ?'),
    ofService: db.prepare<[string], Row>(
      `SELECT * FROM ecs_task_set WHERE service_arn = ? ORDER BY status = 'PRIMARY' DESC, sequence DESC`,
    ),
    scale: db.prepare<[number, number, string]>(
      'UPDATE ecs_task_set SET scale_percent = ?, updated_at_ms = ? WHERE arn = ?',
    ),
    demote: db.prepare<[number, string]>(
      `UPDATE ecs_task_set SET status = 'ACTIVE', updated_at_ms = ? WHERE service_arn = ? AND status = 'PRIMARY'`,
    ),
    setStatus: db.prepare<[TaskSetStatus, number, string]>(
      'UPDATE ecs_task_set SET status = ?, updated_at_ms = ? WHERE arn = ?',
    ),
    stabilize: db.prepare<[number, string]>(
      `UPDATE ecs_task_set SET
         progress = json_set(progress, '$.stability', 'STABILIZING', '$.stabilityAtMs', ?) WHERE arn = ?`,
    ),
    progress: db.prepare<[string, number, string]>(
      'UPDATE ecs_task_set SET progress = ?, updated_at_ms = ? WHERE arn = ?',
    ),
    forgetTags: db.prepare<[string]>('DELETE FROM ecs_tag WHERE resource_arn = ?'),
    remove: db.prepare<[string]>('DELETE FROM ecs_task_set WHERE arn = ?'),
    usesDefinition: db.prepare<[string], { found: number }>(
      `SELECT 1 AS found FROM ecs_task_set WHERE json_extract(spec, '$.taskDefinitionArn') = ? LIMIT 1`,
    ),
  };
}

/** Task sets of services. The API makes and changes one; the planner moves it on and removes it. */
export class TaskSetStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;
  readonly #ofService: UnchangedReads<TaskSet[]>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
    this.#ofService = new UnchangedReads(state, [{ table: 'ecs_task_set' }]);
  }

  insert(taskSet: TaskSet): void {
    this.#sql.insert.run({
      arn: taskSet.arn,
      id: taskSet.id,
      service_arn: taskSet.serviceArn,
      status: taskSet.status,
      scale_percent: taskSet.scalePercent,
      created_at_ms: taskSet.createdAtMs,
      updated_at_ms: taskSet.updatedAtMs,
      external_id: taskSet.externalId ?? null,
      spec: JSON.stringify(taskSet.spec),
      progress: JSON.stringify(taskSet.progress),
    });
    this.#tell(taskSet);
  }

  find(arn: string): TaskSet | undefined {
    const row = this.#sql.find.get(arn);
    return row && fromRow(row);
  }

  /** PRIMARY first, then by age with the newest first. */
  listOfService(serviceArn: string): TaskSet[] {
    return this.#ofService.get(serviceArn, () => this.#sql.ofService.all(serviceArn).map(fromRow));
  }

  scale(taskSet: TaskSet, percent: number, nowMs: number): void {
    this.#sql.scale.run(percent, nowMs, taskSet.arn);
    this.stabilize(taskSet, nowMs);
  }

  /** Makes it PRIMARY; the one that was becomes ACTIVE. */
  promote(taskSet: TaskSet, nowMs: number): void {
    this.#sql.demote.run(nowMs, taskSet.serviceArn);
    this.#sql.setStatus.run('PRIMARY', nowMs, taskSet.arn);
    this.#tell(taskSet);
  }

  drain(taskSet: TaskSet, nowMs: number): void {
    this.#sql.setStatus.run('DRAINING', nowMs, taskSet.arn);
    this.stabilize(taskSet, nowMs);
  }

  /** Other tasks are asked for: it is not steady until the planner sees that it is. */
  stabilize(taskSet: TaskSet, nowMs: number): void {
    this.#sql.stabilize.run(nowMs, taskSet.arn);
    this.#tell(taskSet);
  }

  setProgress({ arn }: Pick<TaskSet, 'arn'>, progress: TaskSetProgress, updatedAtMs: number): void {
    this.#sql.progress.run(JSON.stringify(progress), updatedAtMs, arn);
  }

  /** Forgets it with its tags. */
  remove({ arn }: Pick<TaskSet, 'arn'>): void {
    this.#sql.forgetTags.run(arn);
    this.#sql.remove.run(arn);
  }

  isDefinitionInUse(taskDefinitionArn: string): boolean {
    return this.#sql.usesDefinition.get(taskDefinitionArn) !== undefined;
  }

  #tell({ serviceArn }: TaskSet): void {
    this.#state.changed({ kind: 'service', arn: serviceArn });
  }
}

function fromRow(row: Row): TaskSet {
  const spec: DeploymentSpec = JSON.parse(row.spec);
  const progress: TaskSetProgress = JSON.parse(row.progress);
  return {
    arn: row.arn,
    id: row.id,
    serviceArn: row.service_arn,
    status: row.status,
    scalePercent: row.scale_percent,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    externalId: row.external_id ?? undefined,
    spec,
    progress,
  };
}
