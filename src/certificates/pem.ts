/** One block of a PEM text. */
export interface PemBlock {
  /** e.g. `CERTIFICATE`, `RSA PRIVATE KEY`. */
  readonly label: string;
  /** The block alone, its lines ended by LF. */
  readonly text: string;
}

const block = /-----BEGIN ([A-Z0-9 ]{1,64})-----\r?\n[\s\S]*?-----END \1-----/g;

/** The blocks of a PEM text, in order. Text around them is left out, as OpenSSL does. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(block)].map(([whole, label = '']) => ({
    label,
    text: `${whole.replaceAll('\r\n', '\n')}\n`,
  }));
}

/** DER as a PEM block. */
export function toPem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
