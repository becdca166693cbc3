import type { State } from '../../state/state.ts';

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
  readonly document: SecretDocument;
}

export interface SecretDocument {
  readonly description?: string;
  readonly kmsKeyId?: string;
  readonly changedAtMs: number;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

export interface SecretVersion {
  readonly versionId: string;
  readonly kind: 'string' | 'binary';
  /** Sealed. */
  readonly value: Buffer;
  readonly createdAtMs: number;
  readonly stages: readonly string[];
}

interface SecretRow {
  arn: string;
  name: string;
  created_at_ms: number;
  deleted_at_ms: number | null;
  purge_at_ms: number | null;
  document: string;
}

interface VersionRow {
  version_id: string;
  kind: 'string' | 'binary';
  value: Buffer;
  created_at_ms: number;
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
    versions: db.prepare<[string], VersionRow>(
      `SELECT version_id, kind, value, created_at_ms, stages FROM secretsmanager_version
       WHERE secret_arn = ? ORDER BY sequence`,
    ),
  };
}

/** Secrets and their versions. */
export class SecretStore {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#sql = prepare(state);
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

  findByName({ accountId, region }: SecretScope, name: string): Secret | undefined {
    const row = this.#sql.byName.get(accountId, region, name);
    return row && fromRow(row);
  }

  findByArn(arn: string): Secret | undefined {
    const row = this.#sql.byArn.get(arn);
    return row && fromRow(row);
  }

  list({ accountId, region }: SecretScope): Secret[] {
    return this.#sql.all.all(accountId, region).map(fromRow);
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

  setStages(arn: string, versionId: string, stages: readonly string[]): void {
    this.#sql.setStages.run(JSON.stringify(stages), arn, versionId);
  }

  /** Oldest first. */
  listVersions(arn: string): SecretVersion[] {
    return this.#sql.versions.all(arn).map((row) => {
      const stages: string[] = JSON.parse(row.stages);
      return {
        versionId: row.version_id,
        kind: row.kind,
        value: row.value,
        createdAtMs: row.created_at_ms,
        stages,
      };
    });
  }
}

function fromRow(row: SecretRow): Secret {
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
