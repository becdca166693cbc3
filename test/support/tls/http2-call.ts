import type { ClientHttp2Session, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';

/** An answer of HTTP/2, read to its end. */
export interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly trailers: IncomingHttpHeaders | undefined;
}

/** Sends one request on a session. Rejects when the stream breaks before the answer is whole. */
export function http2Call(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body?: string | Buffer,
  trailers?: OutgoingHttpHeaders,
): Promise<Http2Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, {
      endStream: body === undefined,
      waitForTrailers: trailers !== undefined,
    });
    let answer: IncomingHttpHeaders = {};
    let received: IncomingHttpHeaders | undefined;
    const chunks: Buffer[] = [];
    stream.on('response', (head) => {
      answer = head;
    });
    stream.on('trailers', (tail) => {
      received = tail;
    });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers ?? {}));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('close', () =>
      stream.rstCode === 0
        ? resolve({
            status: Number(answer[':status']),
            headers: answer,
            body: Buffer.concat(chunks).toString(),
            trailers: received,
          })
        : reject(new Error(`reset with ${stream.rstCode}`)),
    );
    if (body !== undefined) stream.end(body);
  });
}
