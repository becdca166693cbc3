import type { State } from '../../../state/state.ts';
import type { ContainerInstance, ContainerInstanceDocument } from './container-instance.ts';

interface Row {
  arn: string;
  account_id: string;
  region: string;
  cluster_arn: string;
  ec2_instance_id: string;
  status: ContainerInstance['status'];
  registered_at_ms: number;
  version: number;
  document: string;
}

function prepare({ db }: State) {
  const select = 'SELECT * FROM ecs_container_instance';
  return {
    put: db.prepare<Row>(
      `INSERT INTO ecs_container_instance (arn, account_id, region, cluster_arn, ec2_instance_id, status,
         registered_at_ms, version, document)
       VALUES (@arn, @account_id, @region, @cluster_arn, @ec2_instance_id, @status, @registered_at_ms, @version,
         @document)
       ON CONFLICT (arn) DO UPDATE SET status = excluded.status, version = excluded.version,
         document = excluded.document`,
    ),
    find: db.prepare<[string], Row>(`${select} WHERE arn = ?`),
    registered: db.prepare<[string], Row>(
      `${select} WHERE cluster_arn = ? AND status != 'INACTIVE' ORDER BY rowid`,
    ),
    hostAddress: db
      .prepare<[string], string>(
        `SELECT json_extract(document, '$.hostAddress') FROM ecs_container_instance WHERE ec2_instance_id = ?
         ORDER BY status = 'INACTIVE', rowid DESC LIMIT 1`,
      )
      .pluck(),
    isRegistered: db
      .prepare<[string, string, string], number>(
        `SELECT 1 FROM ecs_container_instance
         WHERE ec2_instance_id = ? AND account_id = ? AND region = ? AND status != 'INACTIVE' LIMIT 1`,
      )
      .pluck(),
    takenAddresses: db
      .prepare<[], string>(
        `SELECT json_extract(document, '$.hostAddress') FROM ecs_container_instance AS instance
         WHERE status != 'INACTIVE' OR EXISTS (SELECT 1 FROM ecs_task
           WHERE container_instance_arn = instance.arn AND last_status != 'STOPPED')`,
      )
      .pluck(),
  };
}

/** Container instances. Deregistered ones stay, INACTIVE. Every write tells of the instance. */
export class ContainerInstanceStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
  }

  put(instance: ContainerInstance): void {
    this.#sql.put.run({
      arn: instance.arn,
      account_id: instance.accountId,
      region: instance.region,
      cluster_arn: instance.clusterArn,
      ec2_instance_id: instance.ec2InstanceId,
      status: instance.status,
      registered_at_ms: instance.registeredAtMs,
      version: instance.version,
      document: JSON.stringify(instance.document),
    });
    const { arn, clusterArn } = instance;
    this.#state.changed({ kind: 'container-instance', arn, clusterArn });
  }

  find(arn: string): ContainerInstance | undefined {
    const row = this.#sql.find.get(arn);
    return row && fromRow(row);
  }

  /** The instances of a cluster that are ACTIVE or DRAINING, in the order in which they were registered. */
  listRegistered(clusterArn: string): ContainerInstance[] {
    return this.#sql.registered.all(clusterArn).map(fromRow);
  }

  /** Whether that EC2 instance is a container instance, ACTIVE or DRAINING. */
  isRegistered(
    ec2InstanceId: string,
    { accountId, region }: { readonly accountId: string; readonly region: string },
  ): boolean {
    return this.#sql.isRegistered.get(ec2InstanceId, accountId, region) !== undefined;
  }

  /** Where the ports of that EC2 instance are published; undefined where it never was a container instance. */
  hostAddressOf(ec2InstanceId: string): string | undefined {
    return this.#sql.hostAddress.get(ec2InstanceId);
  }

  /**
   * The host addresses that a new instance cannot have, in all clusters and accounts: those of registered instances,
   * and those on which tasks are still published that a deregistered one left behind.
   */
  takenAddresses(): string[] {
    return this.#sql.takenAddresses.all();
  }
}

function fromRow(row: Row): ContainerInstance {
  const document: ContainerInstanceDocument = JSON.parse(row.document);
  return {
    arn: row.arn,
    id: row.arn.slice(row.arn.lastIndexOf('/') + 1),
    accountId: row.account_id,
    region: row.region,
    clusterArn: row.cluster_arn,
    ec2InstanceId: row.ec2_instance_id,
    status: row.status,
    registeredAtMs: row.registered_at_ms,
    version: row.version,
    document,
  };
}
