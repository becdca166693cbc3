import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** A server in a Node.js process of its own. */
export interface ServerProcess extends AsyncDisposable {
  readonly endpoint: string;
  readonly pid: number;
}

const readyDeadlineMs = 30_000;
const stopDeadlineMs = 10_000;

/** Starts a program that prints its address in a line once it listens. Its errors go where ours go. */
export async function startServer(file: URL, args: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, [file.pathname, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const endpoint = await readEndpoint(child);
    if (child.pid === undefined) throw new Error(`${file.pathname} did not start`);
    return { endpoint, pid: child.pid, [Symbol.asyncDispose]: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function readEndpoint(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the output of a server is not piped');
  const deadline = AbortSignal.timeout(readyDeadlineMs);
  for await (const line of createInterface({ input: child.stdout, signal: deadline })) {
    const endpoint = /http:\/\/\S+/.exec(line)?.[0];
    if (endpoint !== undefined) return endpoint;
  }
  throw new Error(`a server ended, or did not listen within ${readyDeadlineMs} ms`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = delay(stopDeadlineMs, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
  await Promise.race([ended, late.then(() => ended)]);
}
