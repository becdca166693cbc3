import type { KeyAlgorithm } from '../../certificates/key-algorithm.ts';

/** Certificates are held per account and region. */
export interface AcmScope {
  readonly accountId: string;
  readonly region: string;
}

export interface Certificate extends AcmScope {
  readonly arn: string;
  readonly createdAtMs: number;
  readonly document: CertificateDocument;
  readonly certificatePem: string;
  readonly chainPem: string | undefined;
  /** PKCS #8 as PEM, sealed. */
  readonly sealedKey: Buffer;
}

export interface CertificateDocument {
  readonly domainName: string;
  readonly keyAlgorithm: KeyAlgorithm;
  readonly tags: readonly Tag[];
  readonly origin: Requested | Imported;
}

export interface Requested {
  readonly type: 'AMAZON_ISSUED';
  /** As asked for, the domain name first. */
  readonly names: readonly string[];
  readonly validationMethod: 'DNS' | 'EMAIL';
  /** By domain name, where the caller chose another domain to be asked. */
  readonly validationDomains: Readonly<Record<string, string>>;
  readonly transparencyLogging: 'ENABLED' | 'DISABLED';
  readonly idempotencyToken?: string;
}

export interface Imported {
  readonly type: 'IMPORTED';
  readonly importedAtMs: number;
}

export interface Tag {
  readonly Key: string;
  readonly Value?: string;
}
