import { X509Certificate } from 'node:crypto';
import { type KeyAlgorithm, keyAlgorithmOf } from './key-algorithm.ts';
import { signatureAlgorithm } from './signature-algorithm.ts';

/** What a certificate says of itself. */
export interface CertificateFacts {
  /** DNS names in lower case: the alternative names, or the common name where there are none. */
  readonly dnsNames: readonly string[];
  readonly commonName: string | undefined;
  /** Hexadecimal pairs joined by colons, in lower case. */
  readonly serial: string;
  /** As ACM writes it: `CN=example.com,O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly keyAlgorithm: KeyAlgorithm | undefined;
  /** e.g. `SHA256WITHRSA`. */
  readonly signatureAlgorithm: string | undefined;
  /** Object identifiers. */
  readonly extendedKeyUsages: readonly string[];
}

/** Reads a certificate. Throws where it is none. */
export function certificateFacts(pem: string): CertificateFacts {
  const certificate = new X509Certificate(pem);
  const commonName = attribute(certificate.subject, 'CN');
  const alternative = (certificate.subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice('DNS:'.length).toLowerCase());
  return {
    dnsNames: alternative.length > 0 || commonName === undefined ? alternative : [commonName.toLowerCase()],
    commonName,
    serial: (certificate.serialNumber.toLowerCase().match(/.{2}/g) ?? []).join(':'),
    subject: distinguishedName(certificate.subject),
    issuer: attribute(certificate.issuer, 'O') ?? attribute(certificate.issuer, 'CN') ?? '',
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    keyAlgorithm: keyAlgorithmOf(certificate.publicKey),
    signatureAlgorithm: signatureAlgorithm(certificate.raw),
    extendedKeyUsages: certificate.keyUsage ?? [],
  };
}

/** node:crypto writes one attribute a line, the least specific first. */
function distinguishedName(lines: string): string {
  return lines.split('\n').reverse().join(',');
}

function attribute(lines: string, type: string): string | undefined {
  const line = lines.split('\n').find((each) => each.startsWith(`${type}=`));
  return line?.slice(type.length + 1);
}
