import { type Agent, type OutgoingHttpHeaders, request } from 'node:http';

/** An answer, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly rawHeaders: readonly string[];
  readonly trailers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface HttpCall {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** By default every call has a connection of its own. */
  readonly agent?: Agent;
}

/** Sends one request to a loopback port. Rejects when the connection fails before the answer is whole. */
export function httpCall(port: number, call: HttpCall = {}): Promise<HttpAnswer> {
  const { method = 'GET', path = '/', headers, body, agent = false } = call;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent });
    sent.on('error', reject);
    sent.on('response', (message) => {
      const chunks: Buffer[] = [];
      message.on('error', reject);
      message.on('data', (chunk: Buffer) => chunks.push(chunk));
      message.on('end', () =>
        resolve({
          status: message.statusCode ?? 0,
          statusText: message.statusMessage ?? '',
          headers: message.headers,
          rawHeaders: message.rawHeaders,
          trailers: message.trailers,
          body: Buffer.concat(chunks).toString('latin1'),
        }),
      );
    });
    sent.end(body);
  });
}
