import { randomFillSync } from 'node:crypto';

const longestHeaderBytes = 7 * 1024;

/**
 * The X-Amzn-Trace-Id that a target gets. `fresh` is a new id of the form `1-<8 hex>-<24 hex>`. Without a header it
 * becomes the Root; with a Root it is put before as Self, taking the place of an older Self; a header over 7 KB is
 * given up for a Root alone (Application Load Balancers guide, "request tracing").
 */
export function traceHeader(existing: string | undefined, fresh: string): string {
  if (existing === undefined || existing.length > longestHeaderBytes) return `Root=${fresh}`;
  const fields = existing
    .split(';')
    .map((field) => field.trim())
    .filter((field) => field !== '');
  const rest = fields.filter((field) => !field.startsWith('Self='));
  const traced = rest.length < fields.length || rest.some((field) => field.startsWith('Root='));
  return [`${traced ? 'Self' : 'Root'}=${fresh}`, ...rest].join(';');
}

const idBytes = 12;
const idsPerFill = 256;

/** Makes trace ids. Randomness is fetched for many ids at once: one call per request would show in a profile. */
export class TraceIds {
  readonly #pool = Buffer.allocUnsafe(idBytes * idsPerFill);
  #offset = this.#pool.length;

  /** `1-<epoch seconds, 8 hex>-<24 hex>`. */
  next(nowMs: number): string {
    if (this.#offset === this.#pool.length) {
      randomFillSync(this.#pool);
      this.#offset = 0;
    }
    const start = this.#offset;
    this.#offset += idBytes;
    const seconds = Math.floor(nowMs / 1000)
      .toString(16)
      .padStart(8, '0');
    return `1-${seconds}-${this.#pool.toString('hex', start, this.#offset)}`;
  }
}
