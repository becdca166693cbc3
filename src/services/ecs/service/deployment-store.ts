import type { State } from '../../../state/state.ts';
import { UnchangedReads } from '../../../state/unchanged-reads.ts';
import type { Deployment, DeploymentProgress, DeploymentSpec } from './service.ts';

interface Row {
  id: string;
  service_arn: string;
  status: 'PRIMARY' | 'ACTIVE';
  created_at_ms: number;
  spec: string;
  progress: string;
}

function prepare({ db }: State) {
  return {
    demote: db.prepare<[string]>(`UPDATE ecs_deployment SET status = 'ACTIVE' WHERE service_arn = ?`),
    promote: db.prepare<[string]>(`UPDATE ecs_deployment SET status = 'PRIMARY' WHERE id = ?`),
    insert: db.prepare<Row>(
      `INSERT INTO ecs_deployment (id, service_arn, status, created_at_ms, spec, progress)
       VALUES (@id, @service_arn, @status, @created_at_ms, @spec, @progress)`,
    ),
    ofService: db.prepare<[string], Row>(
      `SELECT * FROM ecs_deployment WHERE service_arn = ? ORDER BY status DESC, created_at_ms DESC, rowid DESC`,
    ),
    progress: db.prepare<[string, string]>('UPDATE ecs_deployment SET progress = ? WHERE id = ?'),
    remove: db.prepare<[string]>('DELETE FROM ecs_deployment WHERE id = ?'),
    usesDefinition: db.prepare<[string], { found: number }>(
      `SELECT 1 AS found FROM ecs_deployment JOIN ecs_service ON ecs_service.arn = service_arn
       WHERE ecs_service.status != 'INACTIVE' AND json_extract(spec, '$.taskDefinitionArn') = ? LIMIT 1`,
    ),
  };
}

/** The deployments of services. The API begins one; the planner moves it on and removes it. */
export class DeploymentStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;
  readonly #ofService: UnchangedReads<Deployment[]>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
    this.#ofService = new UnchangedReads(state, [{ table: 'ecs_deployment' }]);
  }

  /** Adds a deployment as PRIMARY; the one that was becomes ACTIVE. */
  begin(deployment: Omit<Deployment, 'status'>): void {
    this.#sql.demote.run(deployment.serviceArn);
    this.#sql.insert.run({
      id: deployment.id,
      service_arn: deployment.serviceArn,
      status: 'PRIMARY',
      created_at_ms: deployment.createdAtMs,
      spec: JSON.stringify(deployment.spec),
      progress: JSON.stringify(deployment.progress),
    });
    this.#state.changed({ kind: 'service', arn: deployment.serviceArn });
  }

  /** PRIMARY first, then by age with the newest first. */
  listOfService(serviceArn: string): Deployment[] {
    return this.#ofService.get(serviceArn, () => this.#sql.ofService.all(serviceArn).map(fromRow));
  }

  /** Makes an older deployment PRIMARY again; the one that was becomes ACTIVE. */
  promote({ serviceArn, id }: Pick<Deployment, 'serviceArn' | 'id'>): void {
    this.#sql.demote.run(serviceArn);
    this.#sql.promote.run(id);
  }

  setProgress(id: string, progress: DeploymentProgress): void {
    this.#sql.progress.run(JSON.stringify(progress), id);
  }

  remove(id: string): void {
    this.#sql.remove.run(id);
  }

  isDefinitionInUse(taskDefinitionArn: string): boolean {
    return this.#sql.usesDefinition.get(taskDefinitionArn) !== undefined;
  }
}

function fromRow(row: Row): Deployment {
  const spec: DeploymentSpec = JSON.parse(row.spec);
  const progress: DeploymentProgress = JSON.parse(row.progress);
  return {
    id: row.id,
    serviceArn: row.service_arn,
    status: row.status,
    createdAtMs: row.created_at_ms,
    spec,
    progress,
  };
}
