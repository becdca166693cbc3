import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../until.ts';

/** A running nginx of one worker. */
export interface Nginx extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** Its files, removed with it. */
  readonly folder: string;
}

export interface NginxOptions {
  /** The body of the `server` block, without its `listen`. */
  readonly server: string;
  /** What stands beside it in the `http` block. */
  readonly http?: string;
  /** Served under its document root, by name. */
  readonly files?: Readonly<Record<string, Buffer>>;
  /** The core that it runs on. */
  readonly core: number;
  readonly signal: AbortSignal;
}

/** Starts an nginx of its own on a free loopback port. Disposal ends it and removes its folder. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-nginx-'));
  const port = await freePort();
  await mkdir(join(folder, 'root'));
  for (const [name, content] of Object.entries(options.files ?? {}))
    await writeFile(join(folder, 'root', name), content);
  await writeFile(join(folder, 'nginx.conf'), config(folder, port, options));
  const args = ['-c', String(options.core), 'nginx', '-p', folder, '-c', join(folder, 'nginx.conf')];
  const child = spawn('taskset', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const dispose = async (): Promise<void> => {
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  };
  const { pid } = child;
  if (pid === undefined) throw new Error('taskset did not start');
  try {
    await until({ signal: options.signal, what: 'nginx', pollMs: 20, deadlineMs: 10_000 }, () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => undefined,
      ),
    );
  } catch (error) {
    await dispose();
    throw error;
  }
  return { port, pid, folder, [Symbol.asyncDispose]: dispose };
}

function config(folder: string, port: number, { server, http = '' }: NginxOptions): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr crit;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  ${paths.map((each) => `${each}_temp_path ${folder}/${each};`).join('\n  ')}
  ${http}
  server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${folder}/root;
    client_max_body_size 0;
    ${server}
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
