import type { BenchContext, Figure } from '../../bench.ts';
import { wrk } from '../../load/wrk.ts';
import { median } from '../../percentile.ts';
import { startServer } from '../../server-process.ts';
import { loadCore, pin, proxyCore, type Scene } from './scene.ts';

const manyRules = 500;
const rounds = 5;
const roundMs = 1500;
const leastRate = 0.9;

/** A listener of many rules beside one of a single rule. */
export async function manyRulesBeside(
  { note, signal }: BenchContext,
  { targetPort }: Scene,
): Promise<Figure[]> {
  note(`proxy: ${manyRules} rules`);
  const program = new URL('../../drydock/rules-server.js', import.meta.url);
  await using many = await startServer(program, [String(targetPort), String(manyRules)]);
  await using one = await startServer(program, [String(targetPort), '1']);
  const rates = new Map<string, number[]>([
    [many.endpoint, []],
    [one.endpoint, []],
  ]);
  for (const { pid } of [many, one]) await pin(pid, proxyCore);
  for (let round = 0; round < rounds; round += 1)
    for (const [endpoint, seen] of rates) {
      const load = { url: `${endpoint}/b/small`, connections: 64, forMs: roundMs, core: loadCore, signal };
      const { failed, requestsPerSecond } = await wrk(load);
      if (failed > 0) throw new Error(`${failed} requests to ${endpoint} failed`);
      seen.push(requestsPerSecond);
    }
  const [ours = 0, single = 0] = [...rates.values()].map(median);
  const ratio = ours / single;
  return [
    {
      what: `${manyRules} rules: requests per second`,
      drydock: ours.toFixed(0),
      rival: `one rule ${single.toFixed(0)}`,
      measured: `${ratio.toFixed(2)}x`,
      target: `>= ${leastRate}x`,
      met: ratio >= leastRate,
    },
  ];
}
