import { headerKind, headerKinds } from '../http1/header-kind.ts';
import type { HeaderLines } from '../http1/header-lines.ts';
import type { HeaderField } from '../snapshot.ts';

/** What ends at this hop, or is written anew. */
const endsHere = headerKinds(
  headerKind.connection,
  headerKind.upgrade,
  headerKind.transferEncoding,
  headerKind.hopByHop,
);

/** All that is no plain header. */
const known = headerKinds(...Object.values(headerKind).filter((kind) => kind !== headerKind.other));

/**
 * The header lines that the client gets: the target's own (also its `Server`), without those that end at this hop or
 * that the target's Connection header names, and with the listener's `added` in the place of any of the same name.
 */
export function responseHeaders(
  headers: HeaderLines,
  nominated: readonly string[],
  added: readonly HeaderField[] = [],
): string {
  const dropped =
    added.length === 0 ? nominated : [...nominated, ...added.map(({ name }) => name.toLowerCase())];
  let text = headers.linesBut(endsHere, dropped);
  for (const { name, value } of added) text += `${name}: ${value}\r\n`;
  return text;
}

/** A flat list of names and values as header lines. */
export function headerLinesOf(flat: readonly string[]): string {
  let text = '';
  for (let i = 0; i + 1 < flat.length; i += 2) text += `${flat[i]}: ${flat[i + 1]}\r\n`;
  return text;
}

/** The trailers that pass: none that mean something to this hop. */
export function trailerLines(trailers: HeaderLines): string {
  return trailers.linesBut(known);
}
