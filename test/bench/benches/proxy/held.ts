import { readFile } from 'node:fs/promises';
import type { BenchContext, Figure } from '../../bench.ts';
import { holdConnections } from '../../load/held-connections.ts';
import { wrk } from '../../load/wrk.ts';
import { median } from '../../percentile.ts';
import { loadCore, type Scene } from './scene.ts';

const idleConnections = 10_000;
const webSockets = 1000;
const mostMemoryMiB = 250;
const mostTail = 1.2;
const rounds = 5;
const roundMs = 1500;

/** What connections that rest cost: the memory of the whole process, and the latency of others. */
export async function held(context: BenchContext, scene: Scene): Promise<Figure[]> {
  const { signal } = context;
  context.note(`proxy: ${idleConnections} idle connections and ${webSockets} WebSockets`);
  const { url, pid } = scene.drydock;
  const port = Number(new URL(url).port);
  const tail = async () => {
    const results: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const load = { url: `${url}b/small`, connections: 8, forMs: roundMs, core: loadCore, signal };
      results.push((await wrk(load)).p99Ms);
    }
    return median(results);
  };
  const before = await tail();
  const get = 'GET /b/small HTTP/1.1\r\nHost: a\r\n\r\n';
  const upgrade =
    'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
  using idle = await holdConnections(port, idleConnections, get, 200, signal);
  using sockets = await holdConnections(port, webSockets, upgrade, 101, signal);
  const after = await tail();
  const memoryMiB = await residentMiB(pid);
  const lost = idle.lost() + sockets.lost();
  if (lost > 0) throw new Error(`${lost} connections were closed meanwhile`);
  const ratio = after / before;
  return [
    {
      what: `${idleConnections} idle connections, ${webSockets} WebSockets: memory`,
      drydock: `${memoryMiB.toFixed(0)} MiB`,
      measured: `${memoryMiB.toFixed(0)} MiB`,
      target: `< ${mostMemoryMiB} MiB`,
      met: memoryMiB < mostMemoryMiB,
    },
    {
      what: 'p99 of others meanwhile, beside before',
      drydock: `${after.toFixed(2)} ms`,
      rival: `before ${before.toFixed(2)} ms`,
      measured: `${ratio.toFixed(2)}x`,
      target: `<= ${mostTail}x`,
      met: ratio <= mostTail,
    },
  ];
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
