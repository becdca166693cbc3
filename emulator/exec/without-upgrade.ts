import type { IncomingMessage } from 'node:http';

/** Headers that belong to an upgrade to HTTP/2 in clear text, which ELBv2 does not offer. */
const upgradeHeaders: ReadonlySet<string> = new Set(['connection', 'upgrade', 'http2-settings']);

/**
 * The head of a request as it reads without its wish to be upgraded. Clients such as Java's ask for `h2c` with
 * their first request and are content with an HTTP/1.1 answer, which is what ELBv2 gives them.
 */
export function withoutUpgrade(
  request: Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'>,
): Buffer {
  const { rawHeaders: raw } = request;
  let head = `${request.method} ${request.url} HTTP/${request.httpVersion}\r\n`;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    if (!upgradeHeaders.has(name.toLowerCase())) head += `${name}: ${raw[i + 1]}\r\n`;
  }
  return Buffer.from(`${head}\r\n`, 'latin1');
}
