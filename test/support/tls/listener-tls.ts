import type { ListenerRoute, ListenerTls, TlsCertificate } from '../../../emulator/load-balancer/snapshot.ts';

/** What makes a listener of a scene one of HTTPS; the first certificate is the default. */
export function listenerTls(
  certificates: readonly TlsCertificate[],
  changes: Partial<ListenerTls> = {},
): Pick<ListenerRoute, 'protocol' | 'tls'> {
  return {
    protocol: 'HTTPS',
    tls: {
      certificates,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: ['TLS_AES_128_GCM_SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
      http2: true,
      ...changes,
    },
  };
}
