import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RootCertificate, RootStore } from '../../src/certificates/local-authority.ts';

const certificateFile = 'root-ca.pem';
const keyFile = 'root-ca.key';

/** The names of the files that {@link RootFiles} writes. */
export const rootFiles: readonly string[] = [certificateFile, keyFile];

/** The root of the local certificate authority as two files of the data directory; the key is its owner's alone. */
export class RootFiles implements RootStore {
  readonly #certificate: string;
  readonly #key: string;

  constructor(dataDir: string) {
    this.#certificate = join(dataDir, certificateFile);
    this.#key = join(dataDir, keyFile);
  }

  load(): RootCertificate | undefined {
    if (!existsSync(this.#certificate) || !existsSync(this.#key)) return undefined;
    return {
      certificatePem: readFileSync(this.#certificate, 'utf8'),
      privateKeyPem: readFileSync(this.#key, 'utf8'),
    };
  }

  save({ certificatePem, privateKeyPem }: RootCertificate): void {
    // The certificate last: where it is, its key is there too, whenever we are killed.
    write(this.#key, privateKeyPem);
    write(this.#certificate, certificatePem);
  }
}

/** A root that lasts as long as the process. */
export function memoryRoot(): RootStore {
  let kept: RootCertificate | undefined;
  return {
    load: () => kept,
    save: (root) => {
      kept = root;
    },
  };
}

/** Whole or not at all, and no moment readable by others. */
function write(path: string, text: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, path);
}
