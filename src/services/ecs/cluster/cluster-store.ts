import type { ClusterConfiguration, ClusterSetting } from '@aws-sdk/client-ecs';
import type { StrategyItem } from '../../../plan/distribute-tasks.ts';
import type { State } from '../../../state/state.ts';
import { UnchangedReads } from '../../../state/unchanged-reads.ts';

export interface Cluster {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly document: ClusterDocument;
}

export interface ClusterDocument {
  readonly settings: readonly ClusterSetting[];
  readonly configuration?: ClusterConfiguration;
  readonly capacityProviders: readonly string[];
  /** What a launch gets that names neither a launch type nor a strategy. */
  readonly defaultCapacityProviderStrategy?: readonly StrategyItem[];
}

export interface ClusterCounts {
  readonly running: number;
  readonly pending: number;
  readonly activeServices: number;
  /** Container instances that are ACTIVE or DRAINING. */
  readonly registeredInstances: number;
}

export interface LaunchTypeCounts {
  readonly launchType: string;
  readonly running: number;
  readonly pending: number;
  readonly activeServices: number;
  readonly drainingServices: number;
}

interface Row {
  arn: string;
  account_id: string;
  region: string;
  name: string;
  status: 'ACTIVE' | 'INACTIVE';
  document: string;
}

function prepare({ db }: State) {
  return {
    put: db.prepare<Row>(
      `INSERT INTO ecs_cluster (arn, account_id, region, name, status, document)
       VALUES (@arn, @account_id, @region, @name, @status, @document)
       ON CONFLICT (arn) DO UPDATE SET status = excluded.status, document = excluded.document`,
    ),
    find: db.prepare<[string], Row>('SELECT * FROM ecs_cluster WHERE arn = ?'),
    active: db.prepare<[string, string], { arn: string }>(
      `SELECT arn FROM ecs_cluster WHERE account_id = ? AND region = ? AND status = 'ACTIVE' ORDER BY arn`,
    ),
    anyActive: db.prepare<[], { found: number }>(
      `SELECT 1 AS found FROM ecs_cluster WHERE status = 'ACTIVE' LIMIT 1`,
    ),
    counts: db.prepare<{ arn: string }, ClusterCounts>(
      `SELECT count(*) FILTER (WHERE last_status = 'RUNNING') AS running,
         count(*) FILTER (WHERE last_status IN ('PROVISIONING', 'PENDING', 'ACTIVATING')) AS pending,
         (SELECT count(*) FROM ecs_service WHERE cluster_arn = @arn AND status = 'ACTIVE') AS activeServices,
         (SELECT count(*) FROM ecs_container_instance WHERE cluster_arn = @arn AND status != 'INACTIVE')
           AS registeredInstances
       FROM ecs_task WHERE cluster_arn = @arn AND last_status != 'STOPPED'`,
    ),
    countsByLaunchType: db.prepare<{ arn: string }, LaunchTypeCounts>(
      `SELECT launchType, sum(running) AS running, sum(pending) AS pending,
         sum(active) AS activeServices, sum(draining) AS drainingServices
       FROM (
         SELECT json_extract(spec, '$.launchType') AS launchType, last_status = 'RUNNING' AS running,
           last_status IN ('PROVISIONING', 'PENDING', 'ACTIVATING') AS pending, 0 AS active, 0 AS draining
         FROM ecs_task WHERE cluster_arn = @arn AND last_status != 'STOPPED'
         UNION ALL
         SELECT json_extract(document, '$.launchType'), 0, 0, status = 'ACTIVE', status = 'DRAINING'
         FROM ecs_service WHERE cluster_arn = @arn
       ) GROUP BY launchType`,
    ),
  };
}

const none: ClusterCounts = { running: 0, pending: 0, activeServices: 0, registeredInstances: 0 };

/** Clusters. Deleted ones stay, INACTIVE. */
export class ClusterStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;
  readonly #found: UnchangedReads<Cluster | undefined>;
  readonly #counts: UnchangedReads<ClusterCounts>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
    this.#found = new UnchangedReads(state, [{ table: 'ecs_cluster' }]);
    this.#counts = new UnchangedReads(state, [
      { table: 'ecs_task', columns: ['cluster_arn', 'last_status'] },
      { table: 'ecs_service', columns: ['cluster_arn', 'status'] },
      { table: 'ecs_container_instance', columns: ['cluster_arn', 'status'] },
    ]);
  }

  put(cluster: Cluster): void {
    this.#sql.put.run({
      arn: cluster.arn,
      account_id: cluster.accountId,
      region: cluster.region,
      name: cluster.name,
      status: cluster.status,
      document: JSON.stringify(cluster.document),
    });
    this.#state.changed({ kind: 'cluster', arn: cluster.arn });
  }

  find(arn: string): Cluster | undefined {
    return this.#found.get(arn, () => this.#read(arn));
  }

  #read(arn: string): Cluster | undefined {
    const row = this.#sql.find.get(arn);
    if (row === undefined) return undefined;
    const document: ClusterDocument = JSON.parse(row.document);
    const { account_id: accountId, region, name, status } = row;
    return { arn: row.arn, accountId, region, name, status, document };
  }

  listActiveArns(accountId: string, region: string): string[] {
    return this.#sql.active.all(accountId, region).map(({ arn }) => arn);
  }

  /** Whether any account has an ACTIVE cluster. */
  hasActive(): boolean {
    return this.#sql.anyActive.get() !== undefined;
  }

  countsOf(arn: string): ClusterCounts {
    return this.#counts.get(arn, () => this.#sql.counts.get({ arn }) ?? none);
  }

  /** Counts of a cluster's tasks and services; launch types of which it has nothing are left out. */
  countsByLaunchType(arn: string): LaunchTypeCounts[] {
    return this.#sql.countsByLaunchType.all({ arn });
  }
}
