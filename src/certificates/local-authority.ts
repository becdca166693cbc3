import { createPrivateKey } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type KeyAlgorithm, newKeyPair } from './key-algorithm.ts';
import { signCertificate } from './sign-certificate.ts';

/** The authority's own certificate, and the key that signs. */
export interface RootCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** Where the root is kept. */
export interface RootStore {
  load(): RootCertificate | undefined;
  save(root: RootCertificate): void;
}

/** A certificate with its key, and the chain that leads to a root. */
export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly chainPem: string;
  readonly privateKeyPem: string;
}

const rootName = 'Drydock Local Certificate Authority';
const dayMs = 86_400_000;
const rootDays = 3650;
/** ACM's certificates are valid for 13 months. */
const issuedDays = 395;

/**
 * The certificate authority of one Drydock: makes its root at the first use, and signs what ACM is asked for. Whoever
 * trusts the root trusts these certificates.
 */
export class LocalAuthority {
  readonly #store: RootStore;
  readonly #clock: Clock;
  #making: Promise<RootCertificate> | undefined;

  constructor(store: RootStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The root's certificate as PEM. */
  async rootPem(): Promise<string> {
    return (await this.#root()).certificatePem;
  }

  /** Issues a certificate for DNS names, of which the first is its common name. */
  async issue(names: readonly string[], algorithm: KeyAlgorithm): Promise<IssuedCertificate> {
    const [root, { publicKey, privateKey }] = await Promise.all([this.#root(), newKeyPair(algorithm)]);
    const midnightMs = Math.floor(this.#clock.now() / dayMs) * dayMs;
    const certificatePem = await signCertificate(
      {
        // A common name has at most 64 characters (X.520); clients go by the alternative names.
        commonName: (names[0] ?? '').slice(0, 64),
        dnsNames: names,
        publicKey,
        notBefore: new Date(midnightMs),
        notAfter: new Date(midnightMs + (issuedDays + 1) * dayMs - 1000),
      },
      { commonName: rootName, privateKey: createPrivateKey(root.privateKeyPem) },
    );
    const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { certificatePem, chainPem: root.certificatePem, privateKeyPem };
  }

  #root(): Promise<RootCertificate> {
    this.#making ??= this.#loadOrMake();
    // A failure is told to those who wait; the next one tries anew.
    this.#making.catch(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #loadOrMake(): Promise<RootCertificate> {
    const kept = this.#store.load();
    if (kept !== undefined) return kept;
    const { publicKey, privateKey } = await newKeyPair('RSA_2048');
    const notBefore = new Date(this.#clock.now() - dayMs);
    const certificatePem = await signCertificate(
      {
        commonName: rootName,
        publicKey,
        notBefore,
        notAfter: new Date(notBefore.getTime() + rootDays * dayMs),
      },
      { commonName: rootName, privateKey },
    );
    const root = {
      certificatePem,
      privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
    this.#store.save(root);
    return root;
  }
}
