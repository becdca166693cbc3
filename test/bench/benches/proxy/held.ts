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
const roundsAround = 3;
const roundMs = 1500;

/** What connections that rest cost: the memory of the whole process, and the latency of others. */
export async function held(context: BenchContext, scene: Scene): Promise<Figure[]> {
  const { signal } = context;
  context.note(`proxy: ${idleConnections} idle connections and ${webSockets} WebSockets`);
  const { url, pid } = scene.drydock;
  const port = Number(new URL(url).port);
  const measure = async (count: number) => {
    const results: number[] = [];
    for (let round = 0; round < count; round += 1) {
      const load = { url: `${url}b/small`, connections: 8, forMs: roundMs, core: loadCore, signal };
      const { failed, p99Ms } = await wrk(load);
      if (failed > 0) throw new Error(`${failed} requests failed beside the connections that are held`);
      results.push(p99Ms);
    }
    return results;
  };
  // Before and afterwards, so that what else the machine does does not count for one side alone.
  const before = await measure(roundsAround);
  const { during, memoryMiB } = await whileHeld(port, pid, signal, () => measure(rounds));
  // The end of so many connections at once is work of its own, which goes on for some 0.7 s.
  await measure(1);
  const without = median([...before, ...(await measure(roundsAround))]);
  const ratio = median(during) / without;
  return [
    {
      what: `${idleConnections} idle connections, ${webSockets} WebSockets: memory`,
      drydock: `${memoryMiB.toFixed(0)} MiB`,
      measured: `${memoryMiB.toFixed(0)} MiB`,
      target: `< ${mostMemoryMiB} MiB`,
      met: memoryMiB < mostMemoryMiB,
    },
    {
      what: 'p99 of others meanwhile',
      drydock: `${median(during).toFixed(2)} ms`,
      rival: `without ${without.toFixed(2)} ms`,
      measured: `${ratio.toFixed(2)}x`,
      target: `<= ${mostTail}x`,
      met: ratio <= mostTail,
    },
  ];
}

/** Measures while all of them are held, and what the process has resident at the end of it. */
async function whileHeld(port: number, pid: number, signal: AbortSignal, measure: () => Promise<number[]>) {
  const get = 'GET /b/small HTTP/1.1\r\nHost: a\r\n\r\n';
  const upgrade =
    'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
  using idle = await holdConnections(port, idleConnections, get, 200, signal);
  using sockets = await holdConnections(port, webSockets, upgrade, 101, signal);
  const during = await measure();
  const memoryMiB = await residentMiB(pid);
  const lost = idle.lost() + sockets.lost();
  if (lost > 0) throw new Error(`${lost} connections were closed meanwhile`);
  return { during, memoryMiB };
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
