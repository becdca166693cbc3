import type { State } from '../../state/state.ts';

export interface ServerCertificate {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAtMs: number;
  readonly tags: readonly Tag[];
  readonly certificatePem: string;
  readonly chainPem: string | undefined;
  /** PKCS #8 as PEM, sealed. */
  readonly sealedKey: Buffer;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface Row {
  arn: string;
  account_id: string;
  name: string;
  path: string;
  id: string;
  created_at_ms: number;
  tags: string;
  certificate: string;
  chain: string | null;
  private_key: Buffer;
}

function prepare({ db }: State) {
  const select = 'SELECT * FROM iam_server_certificate';
  return {
    put: db.prepare<Row>(
      `INSERT INTO iam_server_certificate
         (arn, account_id, name, path, id, created_at_ms, tags, certificate, chain, private_key)
       VALUES (@arn, @account_id, @name, @path, @id, @created_at_ms, @tags, @certificate, @chain, @private_key)
       ON CONFLICT (arn) DO UPDATE SET tags = excluded.tags`,
    ),
    byArn: db.prepare<[string], Row>(`${select} WHERE arn = ?`),
    byName: db.prepare<[string, string], Row>(`${select} WHERE account_id = ? AND name = ?`),
    list: db.prepare<[string], Row>(`${select} WHERE account_id = ? ORDER BY name`),
    remove: db.prepare<[string]>('DELETE FROM iam_server_certificate WHERE arn = ?'),
  };
}

/** IAM's server certificates: of an account, whatever the region. */
export class ServerCertificateStore {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#sql = prepare(state);
  }

  put(certificate: ServerCertificate): void {
    this.#sql.put.run({
      arn: certificate.arn,
      account_id: certificate.accountId,
      name: certificate.name,
      path: certificate.path,
      id: certificate.id,
      created_at_ms: certificate.createdAtMs,
      tags: JSON.stringify(certificate.tags),
      certificate: certificate.certificatePem,
      chain: certificate.chainPem ?? null,
      private_key: certificate.sealedKey,
    });
  }

  find(arn: string): ServerCertificate | undefined {
    const row = this.#sql.byArn.get(arn);
    return row && fromRow(row);
  }

  findByName(accountId: string, name: string): ServerCertificate | undefined {
    const row = this.#sql.byName.get(accountId, name);
    return row && fromRow(row);
  }

  /** By name. */
  list(accountId: string): ServerCertificate[] {
    return this.#sql.list.all(accountId).map(fromRow);
  }

  remove(arn: string): void {
    this.#sql.remove.run(arn);
  }
}

function fromRow(row: Row): ServerCertificate {
  const tags: readonly Tag[] = JSON.parse(row.tags);
  return {
    arn: row.arn,
    accountId: row.account_id,
    name: row.name,
    path: row.path,
    id: row.id,
    createdAtMs: row.created_at_ms,
    tags,
    certificatePem: row.certificate,
    chainPem: row.chain ?? undefined,
    sealedKey: row.private_key,
  };
}
