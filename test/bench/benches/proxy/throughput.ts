import type { BenchContext, Figure } from '../../bench.ts';
import { type LoadedResult, wrkOn } from '../../load/wrk-on.ts';
import { median } from '../../percentile.ts';
import { loadCore, type Scene, type Served } from './scene.ts';

const rounds = 5;
const roundMs = 2000;

interface Load {
  readonly what: string;
  readonly path: string;
  readonly connections: number;
  readonly isUpload?: boolean;
  readonly leastRate: number;
  readonly mostTail?: number;
  /** A size at which nginx's buffers tell. */
  readonly isLarge?: boolean;
}

const loads: readonly Load[] = [
  { what: '1 KiB answers, 64 connections', path: 'b/small', connections: 64, leastRate: 0.8, mostTail: 1.5 },
  { what: '1 MiB answers, 16 connections', path: 'b/large', connections: 16, isLarge: true, leastRate: 1 },
  {
    what: '1 MiB bodies, 16 connections',
    path: 'b/upload',
    connections: 16,
    isLarge: true,
    isUpload: true,
    leastRate: 1,
  },
];

interface Results {
  readonly ours: LoadedResult[];
  readonly theirs: LoadedResult[];
  /** Of nginx with large buffers; empty where they make no difference. */
  readonly tuned: LoadedResult[];
}

/** Drydock beside nginx with one worker, in turns, on the same core. */
export async function throughput(context: BenchContext, scene: Scene): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const load of loads) {
    context.note(`proxy: ${load.what}`);
    const results: Results = { ours: [], theirs: [], tuned: [] };
    for (let round = 0; round < rounds; round += 1) {
      results.ours.push(await measured(context, scene, scene.drydock, load));
      results.theirs.push(await measured(context, scene, scene.nginx, load));
      if (load.isLarge === true)
        results.tuned.push(await measured(context, scene, scene.nginxOfLargeBuffers, load));
    }
    figures.push(rateFigure(load, results));
    if (load.mostTail !== undefined) figures.push(tailFigure(load, load.mostTail, results));
  }
  return figures;
}

async function measured(
  { signal }: BenchContext,
  { uploadScript }: Scene,
  { url: base, pid }: Served,
  { path, connections, isUpload }: Load,
): Promise<LoadedResult> {
  const upload = isUpload === true ? { scriptFile: uploadScript } : undefined;
  const url = `${base}${path}`;
  const result = await wrkOn(pid, { url, connections, forMs: roundMs, upload, core: loadCore, signal });
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.requests} requests to ${url} failed`);
  return result;
}

function rateFigure({ what, leastRate }: Load, { ours, theirs, tuned }: Results): Figure {
  const ratio = rateOf(ours) / rateOf(theirs);
  const large = tuned.length === 0 ? '' : `; with 64 KiB buffers ${spent(tuned)}`;
  return {
    what: `${what}: requests per second, CPU of each`,
    drydock: spent(ours),
    rival: `nginx ${spent(theirs)}${large}`,
    measured: `${ratio.toFixed(2)}x`,
    target: `>= ${leastRate}x`,
    met: ratio >= leastRate,
  };
}

function rateOf(results: readonly LoadedResult[]): number {
  return median(results.map(({ requestsPerSecond }) => requestsPerSecond));
}

function spent(results: readonly LoadedResult[]): string {
  return `${rateOf(results).toFixed(0)}, ${median(results.map(({ cpuUs }) => cpuUs)).toFixed(0)} us`;
}

function tailFigure({ what }: Load, mostTail: number, { ours, theirs }: Results): Figure {
  const tail = (results: readonly LoadedResult[]) => median(results.map(({ p99Ms }) => p99Ms));
  const ratio = tail(ours) / tail(theirs);
  return {
    what: `${what}: p99`,
    drydock: `${tail(ours).toFixed(2)} ms`,
    rival: `nginx ${tail(theirs).toFixed(2)} ms`,
    measured: `${ratio.toFixed(2)}x`,
    target: `<= ${mostTail}x`,
    met: ratio <= mostTail,
  };
}
