import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;
const expiryBytes = 6;
/** Longer than any value that we give out. */
const longestValue = 1024;

/**
 * Cookie values that bind a client to a target until a time: encrypted and authenticated. The key comes from the
 * target group's ARN alone, so that a session outlives a restart, and a group's cookie means nothing to another.
 */
export class SessionSeal {
  readonly #key: Buffer;

  /** `purpose` keeps apart values of one group that must not stand in for each other. */
  constructor(targetGroupArn: string, purpose: string) {
    this.#key = createHash('sha256').update(`${purpose}\n${targetGroupArn}`).digest();
  }

  seal(targetKey: string, expiresAtMs: number): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.#key, iv, { authTagLength: tagBytes });
    const plain = Buffer.alloc(expiryBytes + Buffer.byteLength(targetKey));
    plain.writeUIntBE(expiresAtMs, 0, expiryBytes);
    plain.write(targetKey, expiryBytes);
    const sealed = Buffer.concat([iv, cipher.update(plain), cipher.final()]);
    return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64');
  }

  /** The target that a value binds to; undefined when it is none of ours, was changed, or has expired. */
  open(value: string, nowMs: number): string | undefined {
    if (value.length > longestValue) return undefined;
    const sealed = Buffer.from(value, 'base64');
    if (sealed.length <= ivBytes + expiryBytes + tagBytes) return undefined;
    const tagAt = sealed.length - tagBytes;
    const decipher = createDecipheriv(algorithm, this.#key, sealed.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAuthTag(sealed.subarray(tagAt));
    const plain = decipher.update(sealed.subarray(ivBytes, tagAt));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    if (plain.readUIntBE(0, expiryBytes) <= nowMs) return undefined;
    return plain.toString('utf8', expiryBytes);
  }
}
