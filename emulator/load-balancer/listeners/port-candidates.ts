/** Why a port could not be had: somebody listens there, or it takes a privilege that we lack. */
export type PortRefusal = 'EADDRINUSE' | 'EACCES';

/** Where ports that take a privilege go when we lack it: 80 becomes 8080, 443 becomes 8443. */
const unprivilegedOffset = 8000;
const firstUnprivileged = 1024;

/**
 * The port to try after `port` was refused: the next one that is not in `avoid`. 0, any free port, once there is none.
 */
export function nextPort(port: number, refusal: PortRefusal, avoid: ReadonlySet<number>): number {
  let next = refusal === 'EACCES' && port < firstUnprivileged ? port + unprivilegedOffset : port + 1;
  while (avoid.has(next)) next += 1;
  return port === 0 || next > 65_535 ? 0 : next;
}
