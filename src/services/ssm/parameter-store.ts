import type { State } from '../../state/state.ts';

export type ParameterType = 'String' | 'StringList' | 'SecureString';

/** Whose parameters: they are held per account and region. */
export interface ParameterScope {
  readonly accountId: string;
  readonly region: string;
}

export interface ParameterVersion {
  readonly name: string;
  readonly version: number;
  readonly type: ParameterType;
  /** The value's bytes; those of a SecureString are sealed. */
  readonly value: Buffer;
  readonly document: ParameterDocument;
}

export interface ParameterDocument {
  readonly lastModifiedMs: number;
  readonly lastModifiedBy: string;
  readonly description?: string;
  readonly dataType: string;
  readonly keyId?: string;
}

interface Row {
  name: string;
  version: number;
  type: ParameterType;
  value: Buffer;
  document: string;
}

function prepare({ db }: State) {
  const columns = 'SELECT name, version, type, value, document FROM ssm_parameter';
  const scoped = 'account_id = ? AND region = ?';
  return {
    add: db.prepare<[string, string, string, number, ParameterType, Buffer, string]>(
      'INSERT INTO ssm_parameter (account_id, region, name, version, type, value, document) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    latest: db.prepare<[string, string, string], Row>(
      `${columns} WHERE ${scoped} AND name = ? ORDER BY version DESC LIMIT 1`,
    ),
    version: db.prepare<[string, string, string, number], Row>(
      `${columns} WHERE ${scoped} AND name = ? AND version = ?`,
    ),
    all: db.prepare<[string, string], Row>(
      `SELECT name, max(version) AS version, type, value, document FROM ssm_parameter WHERE ${scoped}
       GROUP BY name ORDER BY name`,
    ),
    trim: db.prepare<[string, string, string, number]>(
      `DELETE FROM ssm_parameter WHERE ${scoped} AND name = ? AND version <= ?`,
    ),
    remove: db.prepare<[string, string, string]>(`DELETE FROM ssm_parameter WHERE ${scoped} AND name = ?`),
    removeTags: db.prepare<[string, string, string]>(
      `DELETE FROM ssm_tag WHERE ${scoped} AND parameter_name = ?`,
    ),
    tag: db.prepare<[string, string, string, string, string]>(
      `INSERT INTO ssm_tag (account_id, region, parameter_name, key, value) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
    ),
    untag: db.prepare<[string, string, string, string]>(
      `DELETE FROM ssm_tag WHERE ${scoped} AND parameter_name = ? AND key = ?`,
    ),
    tags: db.prepare<[string, string, string], { Key: string; Value: string }>(
      `SELECT key AS Key, value AS Value FROM ssm_tag WHERE ${scoped} AND parameter_name = ? ORDER BY key`,
    ),
  };
}

/** AWS keeps a parameter's latest hundred versions. */
const keptVersions = 100;

/** Parameters, one row a version. */
export class ParameterStore {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#sql = prepare(state);
  }

  add({ accountId, region }: ParameterScope, parameter: ParameterVersion): void {
    const { name, version, type, value, document } = parameter;
    this.#sql.add.run(accountId, region, name, version, type, value, JSON.stringify(document));
    this.#sql.trim.run(accountId, region, name, version - keptVersions);
  }

  /** The latest version, or the one that is named. */
  find({ accountId, region }: ParameterScope, name: string, version?: number): ParameterVersion | undefined {
    const row =
      version === undefined
        ? this.#sql.latest.get(accountId, region, name)
        : this.#sql.version.get(accountId, region, name, version);
    return row && fromRow(row);
  }

  /** The latest version of every parameter, by name. */
  list({ accountId, region }: ParameterScope): ParameterVersion[] {
    return this.#sql.all.all(accountId, region).map(fromRow);
  }

  /** False when there was none. */
  remove({ accountId, region }: ParameterScope, name: string): boolean {
    this.#sql.removeTags.run(accountId, region, name);
    return this.#sql.remove.run(accountId, region, name).changes > 0;
  }

  tag({ accountId, region }: ParameterScope, name: string, key: string, value: string): void {
    this.#sql.tag.run(accountId, region, name, key, value);
  }

  untag({ accountId, region }: ParameterScope, name: string, key: string): void {
    this.#sql.untag.run(accountId, region, name, key);
  }

  listTags({ accountId, region }: ParameterScope, name: string): { Key: string; Value: string }[] {
    return this.#sql.tags.all(accountId, region, name);
  }
}

function fromRow(row: Row): ParameterVersion {
  const document: ParameterDocument = JSON.parse(row.document);
  return { ...row, document };
}
