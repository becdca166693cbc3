import type { State } from '../../../state/state.ts';
import { UnchangedReads } from '../../../state/unchanged-reads.ts';
import type { AlarmPlace } from '../service-deployment/alarm-source.ts';
import {
  type DeploymentSpec,
  deploymentSpec,
  type SchedulerMemory,
  type Service,
  type ServiceDocument,
  type ServiceStatus,
} from './service.ts';

interface Row {
  arn: string;
  cluster_arn: string;
  name: string;
  status: ServiceStatus;
  desired_count: number;
  document: string;
  memory: string;
}

function prepare({ db }: State) {
  const select = 'SELECT * FROM ecs_service';
  return {
    put: db.prepare<Row>(
      `INSERT INTO ecs_service (arn, cluster_arn, name, status, desired_count, document, memory)
       VALUES (@arn, @cluster_arn, @name, @status, @desired_count, @document, @memory)
       ON CONFLICT (arn) DO UPDATE SET status = excluded.status, desired_count = excluded.desired_count,
         document = excluded.document, memory = excluded.memory`,
    ),
    find: db.prepare<[string], Row>(`${select} WHERE arn = ?`),
    ofCluster: db.prepare<[string], Row>(
      `${select} WHERE cluster_arn = ? AND status = 'ACTIVE' ORDER BY name`,
    ),
    scheduled: db.prepare<[], Row>(`${select} WHERE status != 'INACTIVE'`),
    remember: db.prepare<[string, string]>('UPDATE ecs_service SET memory = ? WHERE arn = ?'),
    setStatus: db.prepare<[ServiceStatus, string]>('UPDATE ecs_service SET status = ? WHERE arn = ?'),
    setDocument: db.prepare<[string, string]>('UPDATE ecs_service SET document = ? WHERE arn = ?'),
    remove: db.prepare<[string]>('DELETE FROM ecs_service WHERE arn = ?'),
  };
}

/**
 * Services. The API writes all but `memory`, the step from DRAINING to INACTIVE and what a rollback sets back, which are
 * the planner's.
 */
export class ServiceStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;
  readonly #found: UnchangedReads<Service | undefined>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
    this.#found = new UnchangedReads(state, [{ table: 'ecs_service' }]);
  }

  put(service: Service): void {
    this.#sql.put.run({
      arn: service.arn,
      cluster_arn: service.clusterArn,
      name: service.name,
      status: service.status,
      desired_count: service.desiredCount,
      document: JSON.stringify(service.document),
      memory: JSON.stringify(service.memory),
    });
    this.#tell(service.arn);
  }

  find(arn: string): Service | undefined {
    return this.#found.get(arn, () => {
      const row = this.#sql.find.get(arn);
      return row && fromRow(row);
    });
  }

  /** The ACTIVE services of a cluster by name. */
  listActive(clusterArn: string): Service[] {
    return this.#sql.ofCluster.all(clusterArn).map(fromRow);
  }

  /** Every service that still has scheduling to do: all but INACTIVE ones. */
  listScheduled(): Service[] {
    return this.#sql.scheduled.all().map(fromRow);
  }

  /** The ARNs of the services with scheduling to do whose deployments watch that alarm. */
  listWatching({ accountId, region }: AlarmPlace, alarmName: string): string[] {
    return this.listScheduled()
      .filter(({ document }) => document.accountId === accountId && document.region === region)
      .filter(
        ({
          document: {
            deploymentConfiguration: { alarms },
          },
        }) => alarms?.alarmNames.includes(alarmName),
      )
      .map(({ arn }) => arn);
  }

  remember(arn: string, memory: SchedulerMemory): void {
    this.#sql.remember.run(JSON.stringify(memory), arn);
  }

  /** Makes the service what a deployment's revision says that it was. */
  setBack({ arn, document }: Service, spec: DeploymentSpec): void {
    if (document.controller !== 'ECS') throw new Error(`${arn} is no service of the ECS controller`);
    const restored: ServiceDocument = { ...document, ...deploymentSpec(spec) };
    this.#sql.setDocument.run(JSON.stringify(restored), arn);
  }

  setStatus(arn: string, status: ServiceStatus): void {
    this.#sql.setStatus.run(status, arn);
    this.#tell(arn);
  }

  /** Forgets a service with its deployments and events: a new one of that name starts afresh. */
  remove(arn: string): void {
    this.#sql.remove.run(arn);
  }

  #tell(arn: string): void {
    this.#state.changed({ kind: 'service', arn });
  }
}

function fromRow(row: Row): Service {
  const document: ServiceDocument = JSON.parse(row.document);
  const memory: SchedulerMemory = JSON.parse(row.memory);
  return {
    arn: row.arn,
    clusterArn: row.cluster_arn,
    name: row.name,
    status: row.status,
    desiredCount: row.desired_count,
    document,
    memory,
  };
}
