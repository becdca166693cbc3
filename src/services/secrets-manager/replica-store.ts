import type { State } from '../../state/state.ts';
import type { Secret, SecretRow, SecretScope } from './secret-store.ts';

/** A region that a secret was to be replicated to. */
export interface Replica {
  readonly region: string;
  /** Undefined where the replication failed. */
  readonly arn?: string;
  readonly kmsKeyId?: string;
  /** The midnight before its value was last read in its region. */
  readonly accessedOnMs?: number;
}

interface ReplicaRow {
  region: string;
  arn: string | null;
  kms_key_id: string | null;
  accessed_on_ms: number | null;
}

type ReplicaSecretRow = SecretRow & {
  replica_arn: string;
  replica_kms_key_id: string | null;
  primary_region: string;
};

function prepare({ db }: State) {
  const secret = `SELECT r.arn AS replica_arn, r.kms_key_id AS replica_kms_key_id, p.region AS primary_region,
       p.arn, p.name, p.created_at_ms, p.deleted_at_ms, p.purge_at_ms, p.document
     FROM secretsmanager_replica r JOIN secretsmanager_secret p ON p.arn = r.primary_arn`;
  return {
    put: db.prepare<[string, string, string | null, string | null]>(
      `INSERT INTO secretsmanager_replica (primary_arn, region, arn, kms_key_id) VALUES (?, ?, ?, ?)
       ON CONFLICT (primary_arn, region) DO UPDATE SET arn = excluded.arn, kms_key_id = excluded.kms_key_id`,
    ),
    remove: db.prepare<[string, string]>(
      'DELETE FROM secretsmanager_replica WHERE primary_arn = ? AND region = ?',
    ),
    of: db.prepare<[string], ReplicaRow>(
      `SELECT region, arn, kms_key_id, accessed_on_ms FROM secretsmanager_replica
       WHERE primary_arn = ? ORDER BY region`,
    ),
    byName: db.prepare<[string, string, string], ReplicaSecretRow>(
      `${secret} WHERE r.region = ? AND r.arn IS NOT NULL AND p.account_id = ? AND p.name = ?`,
    ),
    byArn: db.prepare<[string], ReplicaSecretRow>(`${secret} WHERE r.arn = ?`),
    allIn: db.prepare<[string, string], ReplicaSecretRow>(
      `${secret} WHERE r.region = ? AND r.arn IS NOT NULL AND p.account_id = ? ORDER BY p.name`,
    ),
    accessed: db.prepare<[string], { accessed_on_ms: number | null }>(
      'SELECT accessed_on_ms FROM secretsmanager_replica WHERE arn = ?',
    ),
    setAccessed: db.prepare<[number, string]>(
      'UPDATE secretsmanager_replica SET accessed_on_ms = ? WHERE arn = ?',
    ),
  };
}

/** The replicas of secrets, and the secrets as their regions see them. */
export class ReplicaStore {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#sql = prepare(state);
  }

  put(primaryArn: string, { region, arn, kmsKeyId }: Replica): void {
    this.#sql.put.run(primaryArn, region, arn ?? null, kmsKeyId ?? null);
  }

  remove(primaryArn: string, region: string): void {
    this.#sql.remove.run(primaryArn, region);
  }

  /** The replicas of a secret, by region. */
  of(primaryArn: string): Replica[] {
    return this.#sql.of.all(primaryArn).map((row) => ({
      region: row.region,
      arn: row.arn ?? undefined,
      kmsKeyId: row.kms_key_id ?? undefined,
      accessedOnMs: row.accessed_on_ms ?? undefined,
    }));
  }

  findByName({ accountId, region }: SecretScope, name: string): Secret | undefined {
    const row = this.#sql.byName.get(region, accountId, name);
    return row && asSeenInRegion(row);
  }

  findByArn(arn: string): Secret | undefined {
    const row = this.#sql.byArn.get(arn);
    return row && asSeenInRegion(row);
  }

  /** Every replica in a region. */
  listIn({ accountId, region }: SecretScope): Secret[] {
    return this.#sql.allIn.all(region, accountId).map(asSeenInRegion);
  }

  accessedOnMs(arn: string): number | undefined {
    return this.#sql.accessed.get(arn)?.accessed_on_ms ?? undefined;
  }

  setAccessedOn(arn: string, accessedOnMs: number): void {
    this.#sql.setAccessed.run(accessedOnMs, arn);
  }
}

function asSeenInRegion(row: ReplicaSecretRow): Secret {
  const document: Secret['document'] = JSON.parse(row.document);
  return {
    arn: row.replica_arn,
    name: row.name,
    createdAtMs: row.created_at_ms,
    deletedAtMs: row.deleted_at_ms ?? undefined,
    purgeAtMs: row.purge_at_ms ?? undefined,
    primary: { arn: row.arn, region: row.primary_region },
    document: { ...document, kmsKeyId: row.replica_kms_key_id ?? undefined },
  };
}
