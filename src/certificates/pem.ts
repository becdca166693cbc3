/** One block of a PEM text. */
export interface PemBlock {
  /** e.g. `CERTIFICATE`, `RSA PRIVATE KEY`. */
  readonly label: string;
  /** The block alone, its lines ended by LF. */
  readonly text: string;
}

const beginning = '-----BEGIN ';
const ending = '-----END ';
const dashes = '-----';
const longestLabel = 64;

/**
 * The blocks of a PEM text, in order. Text around them is left out, as OpenSSL does; a block that does not end as it
 * began is none. Every character is looked at once, however the text is made.
 */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (let at = 0; ; ) {
    const start = text.indexOf(beginning, at);
    const end = start < 0 ? -1 : text.indexOf(ending, start);
    if (end < 0) return blocks;
    const label = labelAt(text, start + beginning.length);
    const endLabel = labelAt(text, end + ending.length);
    at = end + ending.length;
    if (label === undefined || label !== endLabel) continue;
    at += label.length + dashes.length;
    blocks.push({ label, text: `${text.slice(start, at).replaceAll('\r\n', '\n')}\n` });
  }
}

function labelAt(text: string, start: number): string | undefined {
  const label = text.slice(start, start + longestLabel + dashes.length).split(dashes, 2);
  return label.length === 2 ? label[0] : undefined;
}

/** DER as a PEM block. */
export function toPem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `${beginning}${label}${dashes}\n${lines.join('\n')}\n${ending}${label}${dashes}\n`;
}
