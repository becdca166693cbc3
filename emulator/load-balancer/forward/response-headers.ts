import type { HeaderField } from '../snapshot.ts';
import { hopByHop, nominated } from './hop-by-hop.ts';

/**
 * The headers that the client gets, as a flat list of names and values: the target's own (also its `Server`),
 * without those that end at this hop, and with the listener's `added` in the place of any of the same name.
 * `connection` is the target's Connection header.
 */
export function responseHeaders(
  raw: readonly string[],
  connection: string | undefined,
  added: readonly HeaderField[] = [],
): string[] {
  const dropped = [...nominated(connection), ...added.map(({ name }) => name.toLowerCase())];
  const headers: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || (dropped.length > 0 && dropped.includes(lower))) continue;
    headers.push(name, raw[i + 1] ?? '');
  }
  for (const { name, value } of added) headers.push(name, value);
  return headers;
}

/** Trailers in the pairs that node:http takes, from the flat list that it gives. */
export function trailerPairs(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return pairs;
}
