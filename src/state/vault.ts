import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts values at rest (AES-256-GCM), so that the database file alone gives no secret away.
 * A sealed value is nonce, tag and ciphertext in this order; sealing the same value twice gives different bytes.
 */
export class Vault {
  readonly #key: Buffer;

  /** @param key 32 bytes, kept by the data directory apart from the database */
  constructor(key: Buffer) {
    if (key.length !== keyBytes) throw new Error(`A vault's key has ${keyBytes} bytes, not ${key.length}.`);
    this.#key = key;
  }

  seal(plain: Uint8Array): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#key, nonce);
    const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
  }

  /** Throws where the bytes were not sealed with this key, or were altered since. */
  open(sealed: Buffer): Buffer {
    const nonce = sealed.subarray(0, nonceBytes);
    const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
    const decipher = createDecipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes });
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
  }
}
