import { beforeAll, expect, test } from 'vitest';
import type { ProtocolVersion, TlsCertificate } from '../../../../emulator/load-balancer/snapshot.ts';
import { type DataPath, startDataPath } from '../../../support/data-path/data-path.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { startHttp2Target } from '../../../support/data-path/http2-target.ts';
import type { routeTo } from '../../../support/data-path/route-to.ts';
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

const scene = (
  { route }: { readonly route: Parameters<typeof routesOf>[0] },
  version: ProtocolVersion = 'HTTP2',
) => ({
  listeners: [listenerTls([certificate])],
  groups: { tg: routesOf(route) },
  protocolVersion: version,
});

const routesOf = (route: ReturnType<typeof routeTo>) => [route];
const client = async (path: DataPath) => http2Client(await path.port(), ca, 'shop.test');

test.each([
  ['HTTP1', 'GET', 'text/plain', 200],
  ['HTTP1', 'POST', 'application/grpc', 464],
  ['HTTP1', 'POST', 'application/grpc-web', 200],
  ['HTTP2', 'GET', 'text/plain', 200],
  ['HTTP2', 'POST', 'application/grpc+proto', 200],
  ['GRPC', 'GET', 'text/plain', 464],
  ['GRPC', 'POST', 'text/plain', 200],
  ['GRPC', 'POST', 'application/grpc', 200],
] as const)(
  'a group of version %s answers an HTTP/2 %s of %s with %i',
  async (version, method, type, status) => {
    await using http1 = await startHttpTarget();
    await using http2 = await startHttp2Target();
    await using path = startDataPath(scene(version === 'HTTP1' ? http1 : http2, version));
    await using h2 = await client(path);
    const answer = await http2Call(h2.session, { ':method': method, ':path': '/', 'content-type': type });
    expect(answer).toEqual({
      status,
      headers:
        status === 464
          ? expect.not.objectContaining({ 'content-type': expect.anything() })
          : expect.anything(),
      body: status === 464 ? '' : 'ok',
      trailers: undefined,
    });
  },
);

test.each(['HTTP2', 'GRPC'] as const)(
  'a group of version %s answers HTTP/1.1 with 464, also to a WebSocket',
  async (version) => {
    await using target = await startHttp2Target();
    await using path = startDataPath(scene(target, version));
    const port = await path.port();
    const call = { ca, servername: 'shop.test', method: 'POST' };
    expect(await httpsCall(port, call)).toMatchObject({ status: 464, body: '' });
    expect(target.seen).toEqual([]);
  },
);
