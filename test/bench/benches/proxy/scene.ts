import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Disposal } from '../../../../emulator/disposal.ts';
import type { BenchContext } from '../../bench.ts';
import { type Clients, clientsOf } from '../../drydock/clients.ts';
import { createLoopbackLoadBalancer } from '../../drydock/loopback-load-balancer.ts';
import { startDrydock } from '../../drydock/start-drydock.ts';
import { type Nginx, startNginx } from '../../rivals/nginx.ts';
import { startServer } from '../../server-process.ts';

/** The core of whichever proxy is measured, and the one of the load and the target. */
export const proxyCore = 0;
export const loadCore = 1;

export const smallBytes = 1024;
export const largeBytes = 1024 * 1024;

/** Where a proxy listens, with a slash at its end, and its process. */
export interface Served {
  readonly url: string;
  readonly pid: number;
}

/** Drydock and nginx in front of the same target, each with one path rule. */
export interface Scene extends AsyncDisposable {
  readonly drydock: Served & { readonly targetGroupArn: string };
  readonly clients: Clients;
  readonly nginx: Served;
  /** With buffers as large as Node's instead of nginx's own. */
  readonly nginxOfLargeBuffers: Served;
  readonly targetPort: number;
  /** A script of wrk's that posts 1 MiB. */
  readonly uploadScript: string;
}

/** Keeps a process, with all its threads, to a core. */
export async function pin(pid: number, cores: number | string): Promise<void> {
  await promisify(execFile)('taskset', ['-a', '-c', '-p', String(cores), String(pid)]);
}

/** The bench itself calls the API and holds connections, which is load as well. Resolves to the cores it had. */
async function pinBench(): Promise<string> {
  const cores = /^Cpus_allowed_list:\s+(\S+)/m.exec(await readFile('/proc/self/status', 'utf8'))?.[1];
  if (cores === undefined) throw new Error('The bench cannot read which cores it may use: it needs Linux.');
  await pin(process.pid, loadCore);
  return cores;
}

/** The target is an nginx as well: it is never what is waited for. It answers an upload once it has read all of it. */
function startTarget({ signal }: BenchContext): Promise<Nginx> {
  return startNginx({
    core: loadCore,
    signal,
    http: 'sendfile on; tcp_nopush on;',
    files: { small: Buffer.alloc(smallBytes, 'a'), large: Buffer.alloc(largeBytes, 'a') },
    server: `
    rewrite ^/b/(.*)$ /$1;
    location = /upload {
      client_body_buffer_size 2m;
      proxy_method GET;
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_pass http://127.0.0.1:$server_port/taken;
    }
    location = /taken { return 200; }`,
  });
}

/** As nginx comes, but for what it would write to a disk. */
const ownBuffers = 'proxy_max_temp_file_size 0;';

/** An eighth of the system calls for a large body. */
const largeBuffers = `
    proxy_buffering off;
    proxy_buffer_size 64k;
    proxy_buffers 16 64k;
    client_body_buffer_size 64k;`;

function startRival({ signal }: BenchContext, { port }: Nginx, buffers = ownBuffers): Promise<Nginx> {
  return startNginx({
    core: proxyCore,
    signal,
    http: `upstream target { server 127.0.0.1:${port}; keepalive 128; keepalive_requests 1000000000; }`,
    server: `
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Port $server_port;
    proxy_request_buffering off;${buffers}
    location / { return 404; }
    location /b/ { proxy_pass http://target; }`,
  });
}

function servedBy({ port, pid }: Nginx): Served {
  return { url: `http://127.0.0.1:${port}/`, pid };
}

export async function startScene(context: BenchContext): Promise<Scene> {
  await using stack = new Disposal();
  const { signal } = context;
  const cores = await pinBench();
  stack.defer(() => pin(process.pid, cores));
  const target = stack.use(await startTarget(context));
  const nginx = stack.use(await startRival(context, target));
  const nginxOfLargeBuffers = stack.use(await startRival(context, target, largeBuffers));
  const webSockets = stack.use(
    await startServer(new URL('../../rivals/websocket-target.js', import.meta.url), []),
  );
  await pin(webSockets.pid, loadCore);
  const drydock = stack.use(await startDrydock('simulated'));
  const clients = clientsOf(drydock.endpoint);
  const { url, targetGroupArn } = await createLoopbackLoadBalancer(
    clients,
    drydock.endpoint,
    { target: target.port, webSockets: Number(new URL(webSockets.endpoint).port) },
    signal,
  );
  await pin(drydock.pid, proxyCore);
  const uploadScript = join(target.folder, 'upload.lua');
  await writeFile(uploadScript, `wrk.method = "POST"\nwrk.body = string.rep("a", ${largeBytes})\n`);
  const all = stack.move();
  return {
    drydock: { url, pid: drydock.pid, targetGroupArn },
    clients,
    nginx: servedBy(nginx),
    nginxOfLargeBuffers: servedBy(nginxOfLargeBuffers),
    targetPort: target.port,
    uploadScript,
    [Symbol.asyncDispose]: () => all[Symbol.asyncDispose](),
  };
}
