import { RecentRows } from '../../../state/recent-rows.ts';
import type { State } from '../../../state/state.ts';
import { UnchangedReads } from '../../../state/unchanged-reads.ts';
import type { Announcement, NewTask, ObservedTask, Task, TaskSpec, TaskStatus, TaskStop } from './task.ts';
import { type TaskRow, taskFromRow } from './task-row.ts';

/** Counts of a deployment's tasks by what clients are shown. */
export interface DeploymentTaskCounts {
  readonly deploymentId: string;
  readonly running: number;
  readonly pending: number;
}

/** What the counts of a service's tasks are made of. */
const countedColumns = ['service_arn', 'deployment_id', 'concluded', 'last_status', 'desired_status'];

/** What is kept parsed. */
const mostSpecs = 20_000;
const mostRecent = 500;

function prepare(state: State) {
  const { db } = state;
  const select = 'SELECT * FROM ecs_task';
  return {
    insert: db.prepare<
      Omit<
        TaskRow,
        | 'sequence'
        | 'stop'
        | 'announced'
        | 'desired_status'
        | 'stopped_at_ms'
        | 'protected_until_ms'
        | 'orphaned'
      >,
      TaskRow
    >(
      `INSERT INTO ecs_task (arn, sequence, cluster_arn, service_arn, deployment_id, family, started_by,
         desired_status, last_status, created_at_ms, spec, observed, container_instance_arn)
       VALUES (@arn, (SELECT coalesce(max(sequence), 0) + 1 FROM ecs_task), @cluster_arn, @service_arn,
         @deployment_id, @family, @started_by, 'RUNNING', @last_status, @created_at_ms, @spec, @observed,
         @container_instance_arn) RETURNING *`,
    ),
    find: db.prepare<[string], TaskRow>(`${select} WHERE arn = ?`),
    byId: db.prepare<[string], TaskRow>(`${select} WHERE substr(arn, -32) = ?`),
    liveAt: db.prepare<[string], TaskRow>(
      `${select} WHERE last_status != 'STOPPED' AND json_extract(observed, '$.networkInterface.address') = ?`,
    ),
    ofCluster: db.prepare<[string], TaskRow>(`${select} WHERE cluster_arn = ? ORDER BY sequence`),
    desiredOfCluster: db.prepare<[string, string], TaskRow>(
      `${select} WHERE cluster_arn = ? AND desired_status = ? ORDER BY sequence`,
    ),
    runningOfService: db.prepare<[string], TaskRow>(
      `${select} WHERE service_arn = ? AND concluded = 0 AND desired_status = 'RUNNING' ORDER BY sequence`,
    ),
    ofService: db.prepare<[string], TaskRow>(
      `${select} WHERE service_arn = ? AND concluded = 0 ORDER BY sequence`,
    ),
    ofInstance: db.prepare<[string], TaskRow>(
      `${select} WHERE container_instance_arn = ? AND last_status != 'STOPPED' ORDER BY sequence`,
    ),
    conclude: db.prepare<[string]>(
      `UPDATE ecs_task SET concluded = 1 WHERE service_arn = ? AND concluded = 0 AND last_status = 'STOPPED'`,
    ),
    orphan: db.prepare<[string], Pick<TaskRow, 'arn' | 'service_arn'>>(
      `UPDATE ecs_task SET orphaned = 1, concluded = 1
       WHERE container_instance_arn = ? AND last_status != 'STOPPED' AND desired_status = 'RUNNING'
       RETURNING arn, service_arn`,
    ),
    live: db.prepare<[], TaskRow>(`${select} WHERE last_status != 'STOPPED' ORDER BY sequence`),
    anyLive: db.prepare<[], { found: number }>(
      `SELECT 1 AS found FROM ecs_task WHERE last_status != 'STOPPED' LIMIT 1`,
    ),
    unstopped: db.prepare<[string], { found: number }>(
      `SELECT 1 AS found FROM ecs_task WHERE cluster_arn = ?
         AND last_status NOT IN ('STOPPING', 'DEPROVISIONING', 'STOPPED') LIMIT 1`,
    ),
    countsOfService: db.prepare<[string], DeploymentTaskCounts>(
      `SELECT deployment_id AS deploymentId,
         sum(last_status = 'RUNNING') AS running,
         sum(last_status IN ('PROVISIONING', 'PENDING', 'ACTIVATING') AND desired_status = 'RUNNING') AS pending
       FROM ecs_task WHERE service_arn = ? AND concluded = 0 AND last_status != 'STOPPED' GROUP BY deployment_id`,
    ),
    stop: db.prepare<[string, string], TaskRow>(
      `UPDATE ecs_task SET desired_status = 'STOPPED', stop = ?,
         observed = json_set(observed, '$.version', json_extract(observed, '$.version') + 1)
       WHERE arn = ? AND desired_status = 'RUNNING' RETURNING *`,
    ),
    protect: db.prepare<[number | null, string]>('UPDATE ecs_task SET protected_until_ms = ? WHERE arn = ?'),
    observe: db.prepare<[TaskStatus, number | null, string, string]>(
      'UPDATE ecs_task SET last_status = ?, stopped_at_ms = ?, observed = ? WHERE arn = ?',
    ),
    observeMore: db.prepare<[string, string]>('UPDATE ecs_task SET observed = ? WHERE arn = ?'),
    announce: db.prepare<[string, string]>(
      `UPDATE ecs_task SET announced = json_insert(announced, '$[#]', ?) WHERE arn = ?`,
    ),
    usesDefinition: db.prepare<[string], { found: number }>(
      `SELECT 1 AS found FROM ecs_task WHERE last_status != 'STOPPED'
         AND json_extract(spec, '$.taskDefinitionArn') = ? LIMIT 1`,
    ),
    nextStopped: db.prepare<[], { at: number | null }>(
      'SELECT min(stopped_at_ms) AS at FROM ecs_task WHERE stopped_at_ms IS NOT NULL',
    ),
    forgetTags: db.prepare<[number]>(
      `DELETE FROM ecs_tag WHERE resource_arn IN
         (SELECT arn FROM ecs_task WHERE last_status = 'STOPPED' AND stopped_at_ms <= ?)`,
    ),
    forget: db.prepare<[number]>(`DELETE FROM ecs_task WHERE last_status = 'STOPPED' AND stopped_at_ms <= ?`),
  };
}

/** Tasks, of services and standalone ones. Every write tells of the task and of its service. */
export class TaskStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;
  /** A task's spec never changes, and makes up most of what is read of it. */
  readonly #specs: RecentRows<TaskSpec>;
  /** Each step of a task reads it several times. */
  readonly #recent: RecentRows<Task>;
  readonly #counts: UnchangedReads<DeploymentTaskCounts[]>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
    this.#counts = new UnchangedReads(state, [
      { table: 'ecs_task', having: 'service_arn', columns: countedColumns },
    ]);
    this.#specs = new RecentRows(state, mostSpecs);
    this.#recent = new RecentRows(state, mostRecent);
  }

  insert(task: NewTask): void {
    const row = this.#sql.insert.get({
      arn: task.arn,
      cluster_arn: task.clusterArn,
      service_arn: task.serviceArn ?? null,
      deployment_id: task.deploymentId ?? null,
      family: task.family,
      started_by: task.startedBy ?? null,
      last_status: task.lastStatus,
      created_at_ms: task.createdAtMs,
      spec: JSON.stringify(task.spec),
      observed: JSON.stringify(task.observed),
      container_instance_arn: task.spec.containerInstance?.arn ?? null,
    });
    this.#keep(row);
    this.#tell(task);
  }

  find(arn: string): Task | undefined {
    return this.#recent.get(arn, () => {
      const row = this.#sql.find.get(arn);
      return row && this.#fromRow(row);
    });
  }

  /** By the 32 hexadecimal digits that its ARN ends in. */
  findById(id: string): Task | undefined {
    const row = this.#sql.byId.get(id);
    return row && this.#fromRow(row);
  }

  /** The task that has that address and is not STOPPED. */
  findByAddress(address: string): Task | undefined {
    const row = this.#sql.liveAt.get(address);
    return row && this.#fromRow(row);
  }

  listOfCluster(clusterArn: string): Task[] {
    return this.#sql.ofCluster.all(clusterArn).map((row) => this.#fromRow(row));
  }

  /** The tasks of a cluster that are meant to run, or meant to be stopped; in order of creation. */
  listDesired(clusterArn: string, desiredStatus: Task['desiredStatus']): Task[] {
    return this.#sql.desiredOfCluster.all(clusterArn, desiredStatus).map((row) => this.#fromRow(row));
  }

  /** The tasks of a service that are meant to run, in order of creation. */
  listRunningOfService(serviceArn: string): Task[] {
    return this.#sql.runningOfService.all(serviceArn).map((row) => this.#fromRow(row));
  }

  /** The tasks of a service whose end, if it came, its planner has not concluded yet; in order of creation. */
  listOfService(serviceArn: string): Task[] {
    return this.#sql.ofService.all(serviceArn).map((row) => this.#fromRow(row));
  }

  /** The tasks on a container instance that are not STOPPED, in order of creation. */
  listOfInstance(containerInstanceArn: string): Task[] {
    return this.#sql.ofInstance.all(containerInstanceArn).map((row) => this.#fromRow(row));
  }

  /** Every task that is not STOPPED, in order of creation. */
  listLive(): Task[] {
    return this.#sql.live.all().map((row) => this.#fromRow(row));
  }

  /** Whether any task is not STOPPED. */
  hasLive(): boolean {
    return this.#sql.anyLive.get() !== undefined;
  }

  /** Whether a cluster has a task whose containers are not being stopped yet. */
  hasUnstopped(clusterArn: string): boolean {
    return this.#sql.unstopped.get(clusterArn) !== undefined;
  }

  countsOfService(serviceArn: string): DeploymentTaskCounts[] {
    return this.#counts.get(serviceArn, () => this.#sql.countsOfService.all(serviceArn));
  }

  isDefinitionInUse(taskDefinitionArn: string): boolean {
    return this.#sql.usesDefinition.get(taskDefinitionArn) !== undefined;
  }

  /** Decides that a task stops: a new version. The first decision stays: false when there was one already. */
  decideStop(task: Pick<Task, 'arn' | 'serviceArn'>, stop: TaskStop): boolean {
    const row = this.#sql.stop.get(JSON.stringify(stop), task.arn);
    if (row === undefined) return false;
    this.#keep(row);
    this.#tell(task);
    return true;
  }

  /** Protects a task from scale-in until then; undefined ends the protection. */
  protect(task: Pick<Task, 'arn' | 'serviceArn'>, untilMs: number | undefined): void {
    this.#sql.protect.run(untilMs ?? null, task.arn);
    this.#recent.forget(task.arn);
    this.#tell(task);
  }

  /** Records what the task machine saw; `stoppedAtMs` once the task is STOPPED. */
  observe(
    task: Pick<Task, 'arn' | 'serviceArn'>,
    seen: { lastStatus: TaskStatus; observed: ObservedTask; stoppedAtMs?: number },
  ): void {
    const known = this.find(task.arn);
    const observed = JSON.stringify(seen.observed);
    // Most of what is seen moves no status: then no index has to be written.
    if (known?.lastStatus === seen.lastStatus && known.stoppedAtMs === seen.stoppedAtMs)
      this.#sql.observeMore.run(observed, task.arn);
    else this.#sql.observe.run(seen.lastStatus, seen.stoppedAtMs ?? null, observed, task.arn);
    this.#recent.changed(task.arn, { stoppedAtMs: undefined, ...seen });
    this.#tell(task);
  }

  /** Marks a fact as told in a service event. Tells nobody: nothing follows from it. */
  announce(arn: string, announcement: Announcement): void {
    this.#sql.announce.run(announcement, arn);
    this.#recent.forget(arn);
  }

  /** Notes that nothing follows any more from the service's tasks that are STOPPED: they are not planned with again. */
  concludeStopped(serviceArn: string): void {
    this.#sql.conclude.run(serviceArn);
  }

  /** Leaves the tasks that run on a container instance to themselves: they are planned with and counted no more. */
  orphan(containerInstanceArn: string): void {
    for (const { arn, service_arn } of this.#sql.orphan.all(containerInstanceArn)) {
      this.#recent.forget(arn);
      this.#tell({ arn, serviceArn: service_arn ?? undefined });
    }
  }

  /** When the stopped task that has been stopped longest did so; undefined when there is none. */
  earliestStopMs(): number | undefined {
    return this.#sql.nextStopped.get()?.at ?? undefined;
  }

  /** Forgets the tasks that stopped at or before that time, and their tags. */
  forgetStopped(atOrBeforeMs: number): void {
    this.#state.transaction(() => {
      this.#sql.forgetTags.run(atOrBeforeMs);
      if (this.#sql.forget.run(atOrBeforeMs).changes > 0) this.#recent.forgetAll();
    });
  }

  /** What was just written is read next, by who wrote it and by the task's next step. */
  #keep(row: TaskRow | undefined): void {
    if (row === undefined) return;
    this.#recent.forget(row.arn);
    this.#recent.get(row.arn, () => this.#fromRow(row));
  }

  #tell(task: Pick<Task, 'arn' | 'serviceArn'>): void {
    this.#state.changed({ kind: 'task', arn: task.arn });
    if (task.serviceArn !== undefined) this.#state.changed({ kind: 'service', arn: task.serviceArn });
  }

  #fromRow(row: TaskRow): Task {
    const spec = this.#specs.get(row.arn, (): TaskSpec => JSON.parse(row.spec));
    return taskFromRow(row, spec);
  }
}
