import { beforeAll, expect, test } from 'vitest';
import { tlsHeaders } from '../../../../emulator/load-balancer/forward/tls-headers.ts';
import type { TlsCertificate } from '../../../../emulator/load-balancer/snapshot.ts';
import { defaultHttp, startDataPath } from '../../../support/data-path/data-path.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { http2Call } from '../../../support/tls/http2-call.ts';
import { http2Client } from '../../../support/tls/http2-client.ts';
import { httpsCall } from '../../../support/tls/https-call.ts';
import { listenerTls } from '../../../support/tls/listener-tls.ts';
import { startTestAuthority } from '../../../support/tls/test-authority.ts';

let ca: string;
let certificate: TlsCertificate;

beforeAll(async () => {
  const authority = await startTestAuthority();
  ca = authority.rootPem;
  certificate = await authority.issue('shop.test');
});

const names = { version: 'X-Amzn-Tls-Version', cipherSuite: 'X-Amzn-Tls-Cipher-Suite' };

const startEcho = () =>
  startHttpTarget(({ headers }, response) =>
    response.end(
      [
        headers['x-amzn-tls-version'],
        headers['x-amzn-tls-cipher-suite'],
        headers['x-v'],
        headers['x-c'],
      ].join(' '),
    ),
  );

test('a target is told of the version and the cipher where that is asked for, under the names that are', async () => {
  await using target = await startEcho();
  const groups = { tg: [target.route] };
  const listener = listenerTls([certificate]);
  await using path = startDataPath({ listeners: [listener], groups });
  const port = await path.port();
  const call = { ca, servername: 'shop.test' };
  expect((await httpsCall(port, call)).body).toBe('   ');
  path.apply({ listeners: [{ ...listener, http: { ...defaultHttp, tlsHeaders: names } }], groups });
  expect((await httpsCall(port, call)).body).toBe('TLSv1.3 TLS_AES_128_GCM_SHA256  ');
  expect((await httpsCall(port, { ...call, maxVersion: 'TLSv1.2' })).body).toBe(
    'TLSv1.2 ECDHE-ECDSA-AES128-GCM-SHA256  ',
  );
  await using h2 = await http2Client(port, ca, 'shop.test');
  const spoofed = { ':path': '/', 'x-amzn-tls-version': 'SSLv2' };
  expect((await http2Call(h2.session, spoofed)).body).toBe('TLSv1.3 TLS_AES_128_GCM_SHA256  ');
  const own = { version: 'X-V', cipherSuite: 'X-C' };
  path.apply({ listeners: [{ ...listener, http: { ...defaultHttp, tlsHeaders: own } }], groups });
  expect((await httpsCall(port, call)).body).toBe('  TLSv1.3 TLS_AES_128_GCM_SHA256');
});

test('nothing is told without a wish or without a handshake', () => {
  const secure = {
    listenerArn: undefined,
    certificateArn: undefined,
    serverName: undefined,
    version: 'TLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
  };
  expect([tlsHeaders(names, secure), tlsHeaders(undefined, secure), tlsHeaders(names, undefined)]).toEqual([
    {
      lines: 'X-Amzn-Tls-Version: TLSv1.3\r\nX-Amzn-Tls-Cipher-Suite: TLS_AES_128_GCM_SHA256\r\n',
      names: ['x-amzn-tls-version', 'x-amzn-tls-cipher-suite'],
    },
    undefined,
    undefined,
  ]);
});
