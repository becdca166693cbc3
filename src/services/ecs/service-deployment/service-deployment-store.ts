import type { State } from '../../../state/state.ts';
import { UnchangedReads } from '../../../state/unchanged-reads.ts';
import type { ServiceDeployment, ServiceDeploymentProgress, StopRequest } from './service-deployment.ts';

/** With its place in the order of creation over all service deployments. */
export interface ListedServiceDeployment extends ServiceDeployment {
  readonly sequence: number;
}

interface Row {
  sequence: number;
  arn: string;
  service_arn: string;
  deployment_id: string;
  created_at_ms: number;
  source_deployment_ids: string;
  stop_request: StopRequest | null;
  progress: string;
}

/** AWS keeps the history of the last ninety days. */
const keptMs = 90 * 24 * 3_600_000;

function prepare({ db }: State) {
  const select = 'SELECT * FROM ecs_service_deployment';
  return {
    insert: db.prepare<Omit<Row, 'sequence' | 'stop_request'>>(
      `INSERT INTO ecs_service_deployment
         (arn, service_arn, deployment_id, created_at_ms, source_deployment_ids, progress)
       VALUES (@arn, @service_arn, @deployment_id, @created_at_ms, @source_deployment_ids, @progress)`,
    ),
    forget: db.prepare<[string, number]>(
      'DELETE FROM ecs_service_deployment WHERE service_arn = ? AND ended = 1 AND created_at_ms < ?',
    ),
    find: db.prepare<[string], Row>(`${select} WHERE arn = ?`),
    ofService: db.prepare<[string], Row>(`${select} WHERE service_arn = ? ORDER BY sequence DESC`),
    running: db.prepare<[string], Row>(
      `${select} WHERE service_arn = ? AND ended = 0 ORDER BY sequence DESC`,
    ),
    progress: db.prepare<[string, number, string]>(
      'UPDATE ecs_service_deployment SET progress = ?, ended = ? WHERE arn = ?',
    ),
    stop: db.prepare<[StopRequest, string]>(
      'UPDATE ecs_service_deployment SET stop_request = ? WHERE arn = ?',
    ),
    remove: db.prepare<[string]>('DELETE FROM ecs_service_deployment WHERE service_arn = ?'),
  };
}

/** The history of services' deployments. The API begins one and asks for its stop; the planner moves it on. */
export class ServiceDeploymentStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;
  readonly #running: UnchangedReads<ServiceDeployment[]>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
    this.#running = new UnchangedReads(state, [{ table: 'ecs_service_deployment' }]);
  }

  /** Adds one, and forgets what of the service's history is too old. */
  begin(deployment: Omit<ServiceDeployment, 'stopRequest'>): void {
    this.#sql.forget.run(deployment.serviceArn, deployment.createdAtMs - keptMs);
    this.#sql.insert.run({
      arn: deployment.arn,
      service_arn: deployment.serviceArn,
      deployment_id: deployment.deploymentId,
      created_at_ms: deployment.createdAtMs,
      source_deployment_ids: JSON.stringify(deployment.sourceDeploymentIds),
      progress: JSON.stringify(deployment.progress),
    });
  }

  find(arn: string): ServiceDeployment | undefined {
    const row = this.#sql.find.get(arn);
    return row && fromRow(row);
  }

  /** Newest first. */
  listOfService(serviceArn: string): ListedServiceDeployment[] {
    return this.#sql.ofService.all(serviceArn).map((row) => ({ ...fromRow(row), sequence: row.sequence }));
  }

  /** Those of a service that have not ended, newest first. */
  listRunning(serviceArn: string): ServiceDeployment[] {
    return this.#running.get(serviceArn, () => this.#sql.running.all(serviceArn).map(fromRow));
  }

  setProgress(arn: string, progress: ServiceDeploymentProgress): void {
    this.#sql.progress.run(JSON.stringify(progress), progress.end === undefined ? 0 : 1, arn);
  }

  /** Notes that a user wants it stopped, which the planner sees to. */
  requestStop({ arn, serviceArn }: ServiceDeployment, request: StopRequest): void {
    this.#sql.stop.run(request, arn);
    this.#state.changed({ kind: 'service', arn: serviceArn });
  }

  removeOfService(serviceArn: string): void {
    this.#sql.remove.run(serviceArn);
  }
}

function fromRow(row: Row): ServiceDeployment {
  const sourceDeploymentIds: string[] = JSON.parse(row.source_deployment_ids);
  const progress: ServiceDeploymentProgress = JSON.parse(row.progress);
  return {
    arn: row.arn,
    serviceArn: row.service_arn,
    deploymentId: row.deployment_id,
    createdAtMs: row.created_at_ms,
    sourceDeploymentIds,
    stopRequest: row.stop_request ?? undefined,
    progress,
  };
}
