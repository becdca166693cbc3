/** Headers that end at this hop (RFC 9110 section 7.6.1, and what ELBv2 drops beside them), in lower case. */
export const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const none: readonly string[] = [];

/** Lower-case names of further headers that a Connection header declares to end at this hop. */
export function nominated(connection: string | undefined): readonly string[] {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return none;
  return connection
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== 'content-length');
}
