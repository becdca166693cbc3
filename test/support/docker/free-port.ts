import { once } from 'node:events';
import { createServer } from 'node:net';

/** A TCP port of that address that nobody listens on, and that the system gives to nobody else for a while. */
export async function freePort(host: string): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const bound = probe.address();
  probe.close();
  if (bound === null || typeof bound === 'string') throw new Error('it does not listen on a port');
  return bound.port;
}
