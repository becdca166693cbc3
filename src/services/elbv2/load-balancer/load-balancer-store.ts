import type { State } from '../../../state/state.ts';
import type { Elbv2Scope, LoadBalancer, LoadBalancerDocument } from '../model.ts';

interface Row {
  arn: string;
  account_id: string;
  region: string;
  name: string;
  dns_name: string;
  vpc_id: string;
  created_at_ms: number;
  document: string;
}

function prepare({ db }: State) {
  const select = 'SELECT * FROM elbv2_load_balancer';
  return {
    put: db.prepare<Row>(
      `INSERT INTO elbv2_load_balancer (arn, account_id, region, name, dns_name, vpc_id, created_at_ms, document)
       VALUES (@arn, @account_id, @region, @name, @dns_name, @vpc_id, @created_at_ms, @document)
       ON CONFLICT (arn) DO UPDATE SET document = excluded.document`,
    ),
    find: db.prepare<[string], Row>(`${select} WHERE arn = ?`),
    byName: db.prepare<[string, string, string], Row>(
      `${select} WHERE account_id = ? AND region = ? AND name = ?`,
    ),
    byDnsName: db.prepare<[string], Row>(`${select} WHERE dns_name = ? COLLATE NOCASE`),
    ofScope: db.prepare<[string, string], Row>(`${select} WHERE account_id = ? AND region = ? ORDER BY name`),
    all: db.prepare<[], Row>(`${select} ORDER BY created_at_ms, arn`),
    remove: db.prepare<[string]>('DELETE FROM elbv2_load_balancer WHERE arn = ?'),
  };
}

/** Load balancers. Every write tells that routing changed. */
export class LoadBalancerStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
  }

  put(loadBalancer: LoadBalancer): void {
    this.#sql.put.run({
      arn: loadBalancer.arn,
      account_id: loadBalancer.accountId,
      region: loadBalancer.region,
      name: loadBalancer.name,
      dns_name: loadBalancer.dnsName,
      vpc_id: loadBalancer.vpcId,
      created_at_ms: loadBalancer.createdAtMs,
      document: JSON.stringify(loadBalancer.document),
    });
    this.#state.changed({ kind: 'routing' });
  }

  find(arn: string): LoadBalancer | undefined {
    const row = this.#sql.find.get(arn);
    return row && fromRow(row);
  }

  findByName({ accountId, region }: Elbv2Scope, name: string): LoadBalancer | undefined {
    const row = this.#sql.byName.get(accountId, region, name);
    return row && fromRow(row);
  }

  /** DNSNames know no letter case. */
  findByDnsName(dnsName: string): LoadBalancer | undefined {
    const row = this.#sql.byDnsName.get(dnsName);
    return row && fromRow(row);
  }

  list({ accountId, region }: Elbv2Scope): LoadBalancer[] {
    return this.#sql.ofScope.all(accountId, region).map(fromRow);
  }

  /** Of every account and region, the oldest first. */
  listAll(): LoadBalancer[] {
    return this.#sql.all.all().map(fromRow);
  }

  /** Its listeners go with it. */
  remove(arn: string): void {
    this.#sql.remove.run(arn);
    this.#state.changed({ kind: 'routing' });
  }
}

function fromRow(row: Row): LoadBalancer {
  const document: LoadBalancerDocument = JSON.parse(row.document);
  return {
    arn: row.arn,
    accountId: row.account_id,
    region: row.region,
    name: row.name,
    dnsName: row.dns_name,
    vpcId: row.vpc_id,
    createdAtMs: row.created_at_ms,
    document,
  };
}
