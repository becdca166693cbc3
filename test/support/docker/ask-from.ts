import { type OutgoingHttpHeaders, request } from 'node:http';

/** Sends a GET from one loopback address to another, as a container of a network of its own does to its host. */
export function askFrom(
  localAddress: string,
  url: string,
  headers: OutgoingHttpHeaders = {},
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { localAddress, headers, agent: false });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    sent.end();
  });
}
