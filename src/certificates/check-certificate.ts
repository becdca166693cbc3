import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type PemBlock, pemBlocks } from './pem.ts';

/** Why a certificate cannot be taken as it is. */
export type CertificateProblem =
  | 'certificateMalformed'
  | 'severalCertificates'
  | 'keyMalformed'
  | 'keyEncrypted'
  | 'keyMismatch'
  | 'chainMalformed'
  | 'chainMismatch'
  | 'notYetValid'
  | 'expired';

/** What a user hands over: three PEM texts. */
export interface CertificateTexts {
  readonly certificate: string;
  readonly privateKey: string;
  readonly chain?: string;
}

/** The same, checked and each brought to its bare blocks; the key in PKCS #8. */
export interface CheckedCertificate {
  readonly certificatePem: string;
  readonly chainPem: string | undefined;
  readonly privateKeyPem: string;
}

/** A chain of more links than any client follows. */
const longestChain = 20;

/** Checks that the three belong together: the key fits, and each certificate is signed by the next in the chain. */
export function checkCertificate(
  { certificate, privateKey, chain }: CertificateTexts,
  nowMs: number,
): CheckedCertificate | { readonly problem: CertificateProblem } {
  const own = certificatesOf(certificate);
  const [leaf, more] = own ?? [];
  if (leaf === undefined) return { problem: 'certificateMalformed' };
  if (more !== undefined) return { problem: 'severalCertificates' };
  const key = readKey(privateKey);
  if ('problem' in key) return key;
  if (!leaf.checkPrivateKey(key.key)) return { problem: 'keyMismatch' };
  if (Date.parse(leaf.validFrom) > nowMs) return { problem: 'notYetValid' };
  if (Date.parse(leaf.validTo) < nowMs) return { problem: 'expired' };
  const links = chain === undefined || chain.trim() === '' ? [] : certificatesOf(chain);
  if (links === undefined) return { problem: 'chainMalformed' };
  if (!leadsUp([leaf, ...links])) return { problem: 'chainMismatch' };
  return {
    certificatePem: leaf.toString(),
    chainPem: links.length === 0 ? undefined : links.map((each) => each.toString()).join(''),
    privateKeyPem: key.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function certificatesOf(text: string): X509Certificate[] | undefined {
  const blocks = pemBlocks(text);
  if (
    blocks.length === 0 ||
    blocks.length > longestChain ||
    blocks.some(({ label }) => label !== 'CERTIFICATE')
  )
    return undefined;
  try {
    return blocks.map((each) => new X509Certificate(each.text));
  } catch {
    return undefined;
  }
}

function readKey(text: string): { readonly key: KeyObject } | { readonly problem: CertificateProblem } {
  // OpenSSL writes the parameters of a curve as a block of its own before the key.
  const keys = pemBlocks(text).filter(({ label }) => label.endsWith('PRIVATE KEY'));
  const [only, more] = keys;
  if (only === undefined || more !== undefined) return { problem: 'keyMalformed' };
  if (isEncrypted(only)) return { problem: 'keyEncrypted' };
  try {
    return { key: createPrivateKey(only.text) };
  } catch {
    return { problem: 'keyMalformed' };
  }
}

function isEncrypted({ label, text }: PemBlock): boolean {
  return label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: 4,ENCRYPTED/m.test(text);
}

function leadsUp(certificates: readonly X509Certificate[]): boolean {
  return certificates.every((each, index) => {
    const issuer = certificates[index + 1];
    return issuer === undefined || (each.checkIssued(issuer) && each.verify(issuer.publicKey));
  });
}
