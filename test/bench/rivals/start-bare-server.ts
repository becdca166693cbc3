import { type ServerProcess, startServer } from '../server-process.ts';

/** A bare `node:http` server in a process of its own. */
export function startBareServer(): Promise<ServerProcess> {
  return startServer(new URL('./bare-server.js', import.meta.url), []);
}
