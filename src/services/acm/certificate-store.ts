import type { State } from '../../state/state.ts';
import type { AcmScope, Certificate, CertificateDocument } from './model.ts';

interface Row {
  arn: string;
  account_id: string;
  region: string;
  created_at_ms: number;
  document: string;
  certificate: string;
  chain: string | null;
  private_key: Buffer;
}

function prepare({ db }: State) {
  const select = 'SELECT * FROM acm_certificate';
  return {
    put: db.prepare<Row>(
      `INSERT INTO acm_certificate
         (arn, account_id, region, created_at_ms, document, certificate, chain, private_key)
       VALUES (@arn, @account_id, @region, @created_at_ms, @document, @certificate, @chain, @private_key)
       ON CONFLICT (arn) DO UPDATE SET document = excluded.document, certificate = excluded.certificate,
         chain = excluded.chain, private_key = excluded.private_key`,
    ),
    find: db.prepare<[string], Row>(`${select} WHERE arn = ?`),
    list: db.prepare<[string, string], Row>(
      `${select} WHERE account_id = ? AND region = ? ORDER BY created_at_ms, arn`,
    ),
    remove: db.prepare<[string]>('DELETE FROM acm_certificate WHERE arn = ?'),
  };
}

/** ACM's certificates. */
export class CertificateStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
  }

  put(certificate: Certificate): void {
    this.#sql.put.run({
      arn: certificate.arn,
      account_id: certificate.accountId,
      region: certificate.region,
      created_at_ms: certificate.createdAtMs,
      document: JSON.stringify(certificate.document),
      certificate: certificate.certificatePem,
      chain: certificate.chainPem ?? null,
      private_key: certificate.sealedKey,
    });
    // A load balancer may be serving it.
    this.#state.changed({ kind: 'routing' });
  }

  find(arn: string): Certificate | undefined {
    const row = this.#sql.find.get(arn);
    return row && fromRow(row);
  }

  /** The oldest first. */
  list({ accountId, region }: AcmScope): Certificate[] {
    return this.#sql.list.all(accountId, region).map(fromRow);
  }

  remove(arn: string): void {
    this.#sql.remove.run(arn);
  }
}

function fromRow(row: Row): Certificate {
  const document: CertificateDocument = JSON.parse(row.document);
  return {
    arn: row.arn,
    accountId: row.account_id,
    region: row.region,
    createdAtMs: row.created_at_ms,
    document,
    certificatePem: row.certificate,
    chainPem: row.chain ?? undefined,
    sealedKey: row.private_key,
  };
}
