import { headerKind } from '../http1/header-kind.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { isGrpc } from '../http2/target/target-headers.ts';
import type { ProtocolVersion } from '../snapshot.ts';

/**
 * Whether a request can go to the targets of a group by the version that these are spoken to in (Application Load
 * Balancers guide, "Protocol version"); 464 is the answer where it cannot.
 */
export function versionFits(
  version: ProtocolVersion,
  clientVersion: 'HTTP/1.1' | 'HTTP/2',
  { method, headers }: Pick<RequestHead, 'method' | 'headers'>,
): boolean {
  const http2 = clientVersion === 'HTTP/2';
  switch (version) {
    case 'HTTP1':
      return !(http2 && isGrpc(headers.joined(headerKind.contentType)));
    case 'HTTP2':
      return http2;
    case 'GRPC':
      return http2 && method === 'POST';
  }
}
