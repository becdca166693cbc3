import type { Clock } from '../../../clock.ts';
import type { State } from '../../../state/state.ts';

export type ParameterType = 'String' | 'StringList' | 'SecureString';
export type ParameterTier = 'Standard' | 'Advanced';

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
  readonly allowedPattern?: string;
  /** Default: Standard. */
  readonly tier?: ParameterTier;
  readonly policies?: readonly ParameterPolicy[];
  /** When a policy has the parameter deleted. */
  readonly expiresAtMs?: number;
  readonly labels?: readonly string[];
}

export interface ParameterPolicy {
  readonly type: string;
  /** The policy's JSON. */
  readonly text: string;
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
  const latestOfEach = `SELECT name, max(version) AS version, type, value, document FROM ssm_parameter WHERE ${scoped}`;
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
    versions: db.prepare<[string, string, string], Row>(
      `${columns} WHERE ${scoped} AND name = ? ORDER BY version`,
    ),
    labelled: db.prepare<[string, string, string, string], Row>(
      `${columns} WHERE ${scoped} AND name = ?
       AND EXISTS (SELECT 1 FROM json_each(document, '$.labels') AS label WHERE label.value = ?)`,
    ),
    all: db.prepare<[string, string], Row>(`${latestOfEach} GROUP BY name ORDER BY name`),
    // A slash and what follows it stand right before the digit zero.
    below: db.prepare<[string, string, string, string], Row>(
      `${latestOfEach} AND name > ? AND name < rtrim(?, '/') || '0' GROUP BY name ORDER BY name`,
    ),
    count: db
      .prepare<[string, string], number>(`SELECT count(DISTINCT name) FROM ssm_parameter WHERE ${scoped}`)
      .pluck(),
    countTier: db
      .prepare<[string, string, ParameterTier], number>(
        `SELECT count(*) FROM (${latestOfEach} GROUP BY name)
         WHERE coalesce(json_extract(document, '$.tier'), 'Standard') = ?`,
      )
      .pluck(),
    trim: db.prepare<[string, string, string, number]>(
      `DELETE FROM ssm_parameter WHERE ${scoped} AND name = ? AND version <= ?`,
    ),
    setLabels: db.prepare<[string, string, string, string, number]>(
      `UPDATE ssm_parameter SET document = json_set(document, '$.labels', json(?))
       WHERE ${scoped} AND name = ? AND version = ?`,
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
export const keptVersions = 100;

/** Parameters, one row a version. One that a policy lets expire is gone from that instant on. */
export class ParameterStore {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
    this.#sql = prepare(state);
  }

  add({ accountId, region }: ParameterScope, parameter: ParameterVersion): void {
    const { name, version, type, value, document } = parameter;
    this.#sql.add.run(accountId, region, name, version, type, value, JSON.stringify(document));
    this.#sql.trim.run(accountId, region, name, version - keptVersions);
  }

  /** The latest version. */
  find(scope: ParameterScope, name: string): ParameterVersion | undefined {
    const row = this.#sql.latest.get(scope.accountId, scope.region, name);
    return row && this.#unlessExpired(scope, fromRow(row));
  }

  /** A version of a parameter that there is. */
  findVersion({ accountId, region }: ParameterScope, name: string, version: number) {
    const row = this.#sql.version.get(accountId, region, name, version);
    return row && fromRow(row);
  }

  /** The version of a parameter that bears a label: no other one does. */
  findLabelled({ accountId, region }: ParameterScope, name: string, label: string) {
    const row = this.#sql.labelled.get(accountId, region, name, label);
    return row && fromRow(row);
  }

  /** Every version of a parameter that there is, the oldest first. */
  listVersions({ accountId, region }: ParameterScope, name: string): ParameterVersion[] {
    return this.#sql.versions.all(accountId, region, name).map(fromRow);
  }

  /** The latest version of every parameter, by name. */
  list(scope: ParameterScope): ParameterVersion[] {
    return this.#alive(scope, this.#sql.all.all(scope.accountId, scope.region));
  }

  /** As {@link list}, of those whose names begin with a path that ends in a slash. */
  listBelow(scope: ParameterScope, path: string): ParameterVersion[] {
    return this.#alive(scope, this.#sql.below.all(scope.accountId, scope.region, path, path));
  }

  /** Whether there are so many parameters of a tier, at the least. */
  hasAtLeast({ accountId, region }: ParameterScope, many: number, tier: ParameterTier): boolean {
    // Few are. To count all is quick, and who has fewer in all needs no look into each.
    if ((this.#sql.count.get(accountId, region) ?? 0) < many) return false;
    return (this.#sql.countTier.get(accountId, region, tier) ?? 0) >= many;
  }

  setLabels(
    { accountId, region }: ParameterScope,
    { name, version }: ParameterVersion,
    labels: readonly string[],
  ): void {
    this.#sql.setLabels.run(JSON.stringify(labels), accountId, region, name, version);
  }

  /** False when there was none. */
  remove(scope: ParameterScope, name: string): boolean {
    if (this.find(scope, name) === undefined) return false;
    this.#removeAll(scope, name);
    return true;
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

  #alive(scope: ParameterScope, rows: readonly Row[]): ParameterVersion[] {
    return rows.flatMap((row) => this.#unlessExpired(scope, fromRow(row)) ?? []);
  }

  #unlessExpired(scope: ParameterScope, parameter: ParameterVersion): ParameterVersion | undefined {
    const { expiresAtMs } = parameter.document;
    if (expiresAtMs === undefined || expiresAtMs > this.#clock.now()) return parameter;
    this.#removeAll(scope, parameter.name);
    return undefined;
  }

  #removeAll({ accountId, region }: ParameterScope, name: string): void {
    this.#state.transaction(() => {
      this.#sql.removeTags.run(accountId, region, name);
      this.#sql.remove.run(accountId, region, name);
    });
  }
}

function fromRow(row: Row): ParameterVersion {
  const document: ParameterDocument = JSON.parse(row.document);
  return { ...row, document };
}
