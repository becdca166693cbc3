import { request } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { TLSSocket } from 'node:tls';

/** What a client of HTTPS sees of one request. */
export interface HttpsAnswer {
  readonly status: number;
  readonly body: string;
  /** The common name of the certificate that it got. */
  readonly certificate: string;
  readonly version: string;
}

export interface HttpsCall
  extends Pick<ConnectionOptions, 'ca' | 'servername' | 'minVersion' | 'maxVersion' | 'ciphers'> {
  readonly host?: string;
  readonly path?: string;
  readonly method?: string;
  readonly body?: string;
}

/** Sends one HTTP/1.1 request over a TLS connection of its own to a loopback port. */
export function httpsCall(port: number, call: HttpsCall): Promise<HttpsAnswer> {
  const { host, body, servername, ...options } = call;
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      agent: false,
      servername: servername ?? '',
      ...(servername === undefined ? { checkServerIdentity: () => undefined } : {}),
      ...(host === undefined ? {} : { headers: { host } }),
      ...options,
    });
    sent.on('error', reject);
    sent.on('response', (message) => {
      const { socket } = message;
      if (!(socket instanceof TLSSocket)) return reject(new Error('no TLS'));
      const certificate = String(socket.getPeerCertificate().subject.CN);
      const version = socket.getProtocol() ?? '';
      let text = '';
      message.on('error', reject);
      message.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      message.on('end', () => resolve({ status: message.statusCode ?? 0, body: text, certificate, version }));
    });
    sent.end(body);
  });
}
