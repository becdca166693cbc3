import { execFileSync } from 'node:child_process';
import type { Bench, BenchContext } from '../../bench.ts';
import { changingTargets } from './changing-targets.ts';
import { held } from './held.ts';
import { manyRulesBeside } from './many-rules.ts';
import { startScene } from './scene.ts';
import { throughput } from './throughput.ts';

/** The load balancer's data path beside nginx with one worker, both pinned to one core and loaded by wrk from another. */
export const proxy: Bench = {
  name: 'proxy',
  run: async (context: BenchContext) => {
    for (const program of ['wrk', 'nginx', 'taskset']) checkInstalled(program);
    await using scene = await startScene(context);
    return [
      ...(await throughput(context, scene)),
      ...(await manyRulesBeside(context, scene)),
      ...(await changingTargets(context, scene)),
      ...(await held(context, scene)),
    ];
  },
};

function checkInstalled(program: string): void {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
  } catch {
    throw new Error(`The bench needs ${program}: apt-get install wrk nginx-light util-linux`);
  }
}
