import type { TargetRoute } from '../../../emulator/load-balancer/snapshot.ts';

/** A loopback port as a target: registered and, unless told otherwise, known as healthy from before. */
export function routeTo(port: number, changes: Partial<TargetRoute> = {}): TargetRoute {
  return {
    key: `127.0.0.1:${port}`,
    address: '127.0.0.1',
    port,
    state: 'registered',
    registeredAtMs: 0,
    lastKnownHealth: { state: 'healthy' },
    ...changes,
  };
}
