import type { State } from '../../state/state.ts';
import { ReplicaStore } from './replica-store.ts';

export interface SecretScope {
  readonly accountId: string;
  readonly region: string;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly createdAtMs: number;
  /** When it was marked for deletion, and when it will be gone. */
  readonly deletedAtMs?: number;
  readonly purgeAtMs?: number;
  /** The secret that a replica is of. */
  readonly primary?: { readonly arn: string; readonly region: string };
  readonly document: SecretDocument;
}

/** A secret as its versions are found by. */
export type VersionsOf = Pick<Secret, 'arn' | 'primary'>;

export interface SecretDocument {
  readonly description?: string;
  readonly kmsKeyId?: string;
  readonly changedAtMs: number;
  readonly resourcePolicy?: string;
  readonly rotation?: Rotation;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** Settings of rotation; nothing rotates. */
export interface Rotation {
  readonly enabled: boolean;
  readonly lambdaArn: string;
  readonly rules?: {
    readonly AutomaticallyAfterDays?: number;
    readonly Duration?: string;
    readonly ScheduleExpression?: string;
  };
}

export interface SecretVersion {
  readonly versionId: string;
  readonly kind: 'string' | 'binary';
  /** Sealed. */
  readonly value: Buffer;
  readonly createdAtMs: number;
  /** The midnight before its value was last read. */
  readonly accessedOnMs?: number;
  readonly stages: readonly string[];
}

/** A row of `secretsmanager_secret`. */
export interface SecretRow {
  arn: string;
  name: string;
  created_at_ms: number;
  deleted_at_ms: number | null;
  purge_at_ms: number | null;
  document: string;
}

/** A version as the store holds it. */
export interface HeldVersion extends SecretVersion {
  /** Its place among the versions of its secret. */
  readonly sequence: number;
}

interface VersionRow {
  sequence: number;
  version_id: string;
  kind: 'string' | 'binary';
  value: Buffer;
  created_at_ms: number;
  accessed_on_ms: number | null;
  stages: string;
}

function prepare({ db }: State) {
  const secret =
    'SELECT arn, name, created_at_ms, deleted_at_ms, purge_at_ms, document FROM secretsmanager_secret';
  return {
    put: db.prepare<SecretRow & { account_id: string; region: string }>(
      `INSERT INTO secretsmanager_secret
         (arn, account_id, region, name, created_at_ms, deleted_at_ms, purge_at_ms, document)
       VALUES (@arn, @account_id, @region, @name, @created_at_ms, @deleted_at_ms, @purge_at_ms, @document)
       ON CONFLICT (arn) DO UPDATE SET deleted_at_ms = excluded.deleted_at_ms,
         purge_at_ms = excluded.purge_at_ms, document = excluded.document`,
    ),
    byName: db.prepare<[string, string, string], SecretRow>(
      `${secret} WHERE account_id = ? AND region = ? AND name = ?`,
    ),
    byArn: db.prepare<[string], SecretRow>(`${secret} WHERE arn = ?`),
    all: db.prepare<[string, string], SecretRow>(
      `${secret} WHERE account_id = ? AND region = ? ORDER BY name`,
    ),
    removeVersion: db.prepare<[string, string]>(
      'DELETE FROM secretsmanager_version WHERE secret_arn = ? AND version_id = ?',
    ),
    copyVersions: db.prepare<[string, string]>(
      `INSERT INTO secretsmanager_version (secret_arn, sequence, version_id, kind, value, created_at_ms, stages)
       SELECT ?, sequence, version_id, kind, value, created_at_ms, stages
       FROM secretsmanager_version WHERE secret_arn = ?`,
    ),
    remove: db.prepare<[string]>('DELETE FROM secretsmanager_secret WHERE arn = ?'),
    purge: db.prepare<[number]>('DELETE FROM secretsmanager_secret WHERE purge_at_ms <= ?'),
    addVersion: db.prepare<[string, string, string, string, Buffer, number, string]>(
      `INSERT INTO secretsmanager_version (secret_arn, sequence, version_id, kind, value, created_at_ms, stages)
       VALUES (?, (SELECT coalesce(max(sequence), 0) + 1 FROM secretsmanager_version WHERE secret_arn = ?),
         ?, ?, ?, ?, ?)`,
    ),
    setStages: db.prepare<[string, string, string]>(
      'UPDATE secretsmanager_version SET stages = ? WHERE secret_arn = ? AND version_id = ?',
    ),
    setAccessed: db.prepare<[number, string, string]>(
      'UPDATE secretsmanager_version SET accessed_on_ms = ? WHERE secret_arn = ? AND version_id = ?',
    ),
    accessed: db.prepare<[string], { latest: number | null }>(
      'SELECT max(accessed_on_ms) AS latest FROM secretsmanager_version WHERE secret_arn = ?',
    ),
    versions: db.prepare<[string], VersionRow>(
      `SELECT sequence, version_id, kind, value, created_at_ms, accessed_on_ms, stages FROM secretsmanager_version
       WHERE secret_arn = ? ORDER BY sequence`,
    ),
  };
}

/** Secrets and their versions. */
export class SecretStore {
  readonly replicas: ReplicaStore;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#sql = prepare(state);
    this.replicas = new ReplicaStore(state);
  }

  put({ accountId, region }: SecretScope, secret: Secret): void {
    this.#sql.put.run({
      arn: secret.arn,
      account_id: accountId,
      region,
      name: secret.name,
      created_at_ms: secret.createdAtMs,
      deleted_at_ms: secret.deletedAtMs ?? null,
      purge_at_ms: secret.purgeAtMs ?? null,
      document: JSON.stringify(secret.document),
    });
  }

  /** A secret or replica of that region. */
  findByName(scope: SecretScope, name: string): Secret | undefined {
    const row = this.#sql.byName.get(scope.accountId, scope.region, name);
    return row ? secretFromRow(row) : this.replicas.findByName(scope, name);
  }

  findByArn(arn: string): Secret | undefined {
    const row = this.#sql.byArn.get(arn);
    return row ? secretFromRow(row) : this.replicas.findByArn(arn);
  }

  /** The secrets and the replicas of that region. */
  list(scope: SecretScope): Secret[] {
    const own = this.#sql.all.all(scope.accountId, scope.region).map(secretFromRow);
    return [...own, ...this.replicas.listIn(scope)];
  }

  remove(arn: string): void {
    this.#sql.remove.run(arn);
  }

  /** Removes what has been marked for deletion long enough. */
  purge(nowMs: number): void {
    this.#sql.purge.run(nowMs);
  }

  addVersion(arn: string, version: SecretVersion): void {
    const { versionId, kind, value, createdAtMs, stages } = version;
    this.#sql.addVersion.run(arn, arn, versionId, kind, value, createdAtMs, JSON.stringify(stages));
  }

  removeVersion(arn: string, versionId: string): void {
    this.#sql.removeVersion.run(arn, versionId);
  }

  /** Gives a replica that becomes a secret of its own the versions that it showed. */
  copyVersions(fromArn: string, toArn: string): void {
    this.#sql.copyVersions.run(toArn, fromArn);
  }

  setStages(arn: string, versionId: string, stages: readonly string[]): void {
    this.#sql.setStages.run(JSON.stringify(stages), arn, versionId);
  }

  /** Writes once a day only: reading a secret is not to cost a write each time. */
  setAccessedOn(secret: VersionsOf, version: SecretVersion, accessedOnMs: number): void {
    if (secret.primary !== undefined) {
      if (this.replicas.accessedOnMs(secret.arn) !== accessedOnMs)
        this.replicas.setAccessedOn(secret.arn, accessedOnMs);
    } else if (version.accessedOnMs !== accessedOnMs)
      this.#sql.setAccessed.run(accessedOnMs, secret.arn, version.versionId);
  }

  /** The day on which any version of a secret was last read in its region. */
  accessedOnMs({ arn, primary }: VersionsOf): number | undefined {
    if (primary !== undefined) return this.replicas.accessedOnMs(arn);
    return this.#sql.accessed.get(arn)?.latest ?? undefined;
  }

  /** Oldest first. */
  listVersions({ arn, primary }: VersionsOf): HeldVersion[] {
    return this.#sql.versions.all(primary?.arn ?? arn).map((row) => {
      const stages: string[] = JSON.parse(row.stages);
      return {
        sequence: row.sequence,
        versionId: row.version_id,
        kind: row.kind,
        value: row.value,
        createdAtMs: row.created_at_ms,
        // The days on record are those of the primary's region.
        accessedOnMs: primary === undefined ? (row.accessed_on_ms ?? undefined) : undefined,
        stages,
      };
    });
  }
}

function secretFromRow(row: SecretRow): Secret {
  const document: SecretDocument = JSON.parse(row.document);
  return {
    arn: row.arn,
    name: row.name,
    createdAtMs: row.created_at_ms,
    deletedAtMs: row.deleted_at_ms ?? undefined,
    purgeAtMs: row.purge_at_ms ?? undefined,
    document,
  };
}
