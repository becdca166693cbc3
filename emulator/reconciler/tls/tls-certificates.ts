import { certificateFacts } from '../../../src/certificates/certificate-facts.ts';
import type { Vault } from '../../../src/state/vault.ts';
import type { TlsCertificate } from '../../load-balancer/snapshot.ts';

/** A certificate as a service stores it. */
export interface StoredCertificate {
  readonly certificatePem: string;
  readonly chainPem: string | undefined;
  /** PKCS #8 as PEM, sealed. */
  readonly sealedKey: Buffer;
}

/**
 * Certificates as the data path takes them, by ARN. A snapshot is built for every change of a target: a key is opened
 * once, and a certificate that was not imported anew stays the same object.
 */
export class TlsCertificates {
  readonly #find: (arn: string) => StoredCertificate | undefined;
  readonly #vault: Vault;
  readonly #opened = new Map<string, { readonly sealedKey: Buffer; readonly certificate: TlsCertificate }>();

  constructor(find: (arn: string) => StoredCertificate | undefined, vault: Vault) {
    this.#find = find;
    this.#vault = vault;
  }

  get(arn: string): TlsCertificate | undefined {
    const stored = this.#find(arn);
    const known = this.#opened.get(arn);
    if (stored === undefined) {
      this.#opened.delete(arn);
      return undefined;
    }
    if (known?.sealedKey.equals(stored.sealedKey)) return known.certificate;
    const certificate: TlsCertificate = {
      certificateArn: arn,
      dnsNames: certificateFacts(stored.certificatePem).dnsNames,
      certificatePem: `${stored.certificatePem}${stored.chainPem ?? ''}`,
      privateKeyPem: this.#vault.open(stored.sealedKey).toString(),
    };
    this.#opened.set(arn, { sealedKey: stored.sealedKey, certificate });
    return certificate;
  }
}
