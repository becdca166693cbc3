import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Bench, BenchContext, Figure } from '../bench.ts';
import { ecsRequest, elbv2Request, send } from '../drydock/aws-call.ts';
import { startDrydock } from '../drydock/start-drydock.ts';
import { median } from '../percentile.ts';
import { startBareServer } from '../rivals/start-bare-server.ts';
import type { ServerProcess } from '../server-process.ts';

const rounds = 7;
const longestStartMs = 700;
const mostMemoryMiB = 110;
/** Idle is what it is when the first calls are over. */
const restMs = 2000;

/** From the start of the process to its first answer, and what it holds when nothing happens. */
export const startup: Bench = {
  name: 'startup',
  run: async (context) => {
    const drydock: Sample[] = [];
    const bare: Sample[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      context.note(`startup: round ${round} of ${rounds}`);
      bare.push(await sample(context, startBareServer));
      drydock.push(await sample(context, () => startDrydock('docker')));
    }
    return [startFigure(drydock, bare), memoryFigure(drydock, bare)];
  },
};

interface Sample {
  readonly startMs: number;
  readonly memoryMiB: number;
}

async function sample({ signal }: BenchContext, start: () => Promise<ServerProcess>): Promise<Sample> {
  signal.throwIfAborted();
  const agent = new Agent({ keepAlive: true });
  const beganMs = performance.now();
  await using server = await start();
  await send(server.endpoint, ecsRequest('ListClusters', {}), agent);
  const startMs = performance.now() - beganMs;
  // The bare server reads JSON alone, and has no second service.
  if (start !== startBareServer) await send(server.endpoint, elbv2Request('DescribeLoadBalancers'), agent);
  agent.destroy();
  await delay(restMs, undefined, { signal });
  return { startMs, memoryMiB: await residentMiB(server.pid) };
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
  if (kibibytes !== undefined) return Number(kibibytes) / 1024;
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) / 1024;
}

function startFigure(drydock: readonly Sample[], bare: readonly Sample[]): Figure {
  const ms = median(drydock.map(({ startMs }) => startMs));
  return {
    what: 'start to first answer (docker runtime)',
    drydock: `${ms.toFixed(0)} ms`,
    rival: `bare node:http ${median(bare.map(({ startMs }) => startMs)).toFixed(0)} ms`,
    measured: `${(ms / 1000).toFixed(2)} s`,
    target: `< ${longestStartMs / 1000} s`,
    met: ms < longestStartMs,
  };
}

function memoryFigure(drydock: readonly Sample[], bare: readonly Sample[]): Figure {
  const mebibytes = median(drydock.map(({ memoryMiB }) => memoryMiB));
  return {
    what: 'idle memory after an ecs and an elbv2 call',
    drydock: `${mebibytes.toFixed(0)} MiB`,
    rival: `bare node:http ${median(bare.map(({ memoryMiB }) => memoryMiB)).toFixed(0)} MiB`,
    measured: `${mebibytes.toFixed(0)} MiB`,
    target: `< ${mostMemoryMiB} MiB`,
    met: mebibytes < mostMemoryMiB,
  };
}
