import { nominated } from '../forward/hop-by-hop.ts';

/** What a Connection header says (RFC 9110 section 7.6.1). */
export interface ConnectionOptions {
  readonly close: boolean;
  readonly keepAlive: boolean;
  readonly upgrade: boolean;
  /** Lower-case names of further headers that end at this hop. */
  readonly nominated: readonly string[];
}

const nothing: ConnectionOptions = { close: false, keepAlive: false, upgrade: false, nominated: [] };
const keepAlive: ConnectionOptions = { ...nothing, keepAlive: true };
const close: ConnectionOptions = { ...nothing, close: true };

/** Reads the Connection headers of a message, joined by commas. */
export function connectionOptions(value: string | undefined): ConnectionOptions {
  if (value === undefined) return nothing;
  if (value === 'keep-alive' || value === 'Keep-Alive') return keepAlive;
  if (value === 'close') return close;
  const words = nominated(value);
  return {
    close: words.includes('close'),
    keepAlive: words.includes('keep-alive'),
    upgrade: words.includes('upgrade'),
    nominated: words,
  };
}
