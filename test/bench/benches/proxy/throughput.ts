import type { BenchContext, Figure } from '../../bench.ts';
import { type WrkLoad, type WrkResult, wrk } from '../../load/wrk.ts';
import { median } from '../../percentile.ts';
import { loadCore, type Scene } from './scene.ts';

const rounds = 5;
const roundMs = 2000;

interface Load {
  readonly what: string;
  readonly path: string;
  readonly connections: number;
  readonly isUpload?: boolean;
  readonly leastRate: number;
  readonly mostTail?: number;
}

const loads: readonly Load[] = [
  { what: '1 KiB answers, 64 connections', path: 'b/small', connections: 64, leastRate: 0.8, mostTail: 1.5 },
  { what: '1 MiB answers, 16 connections', path: 'b/large', connections: 16, leastRate: 1 },
  { what: '1 MiB bodies, 16 connections', path: 'b/upload', connections: 16, isUpload: true, leastRate: 1 },
];

/** Drydock beside nginx with one worker, in turns, on the same core. */
export async function throughput(context: BenchContext, scene: Scene): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const load of loads) {
    context.note(`proxy: ${load.what}`);
    const ours: WrkResult[] = [];
    const theirs: WrkResult[] = [];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await measured(context, scene, scene.drydock.url, load));
      theirs.push(await measured(context, scene, scene.nginxUrl, load));
    }
    figures.push(rateFigure(load, ours, theirs));
    if (load.mostTail !== undefined) figures.push(tailFigure(load, load.mostTail, ours, theirs));
  }
  return figures;
}

async function measured(
  { signal }: BenchContext,
  { uploadScript }: Scene,
  base: string,
  { path, connections, isUpload }: Load,
): Promise<WrkResult> {
  const upload = isUpload === true ? { scriptFile: uploadScript } : undefined;
  const load: WrkLoad = {
    url: `${base}${path}`,
    connections,
    forMs: roundMs,
    upload,
    core: loadCore,
    signal,
  };
  const result = await wrk(load);
  if (result.failed > 0)
    throw new Error(`${result.failed} of ${result.requests} requests to ${load.url} failed`);
  return result;
}

function rateFigure(
  { what, leastRate }: Load,
  ours: readonly WrkResult[],
  theirs: readonly WrkResult[],
): Figure {
  const rate = (results: readonly WrkResult[]) => median(results.map((each) => each.requestsPerSecond));
  const ratio = rate(ours) / rate(theirs);
  return {
    what: `${what}: requests per second`,
    drydock: rate(ours).toFixed(0),
    rival: `nginx ${rate(theirs).toFixed(0)}`,
    measured: `${ratio.toFixed(2)}x`,
    target: `>= ${leastRate}x`,
    met: ratio >= leastRate,
  };
}

function tailFigure(
  { what }: Load,
  mostTail: number,
  ours: readonly WrkResult[],
  theirs: readonly WrkResult[],
): Figure {
  const tail = (results: readonly WrkResult[]) => median(results.map(({ p99Ms }) => p99Ms));
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
