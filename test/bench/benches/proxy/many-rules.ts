import type { BenchContext, Figure } from '../../bench.ts';
import { type LoadedResult, wrkOn } from '../../load/wrk-on.ts';
import { median } from '../../percentile.ts';
import { type ServerProcess, startServer } from '../../server-process.ts';
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
  const sides: { readonly server: ServerProcess; readonly results: LoadedResult[] }[] = [
    { server: many, results: [] },
    { server: one, results: [] },
  ];
  for (const { server } of sides) await pin(server.pid, proxyCore);
  // The first round warms both up.
  for (let round = 0; round <= rounds; round += 1)
    for (const { server, results } of sides) {
      const { endpoint, pid } = server;
      const load = { url: `${endpoint}/b/small`, connections: 64, forMs: roundMs, core: loadCore, signal };
      const result = await wrkOn(pid, load);
      if (result.failed > 0) throw new Error(`${result.failed} requests to ${endpoint} failed`);
      if (round > 0) results.push(result);
    }
  const [ours = 0, single = 0] = sides.map(({ results }) =>
    median(results.map((each) => each.requestsPerSecond)),
  );
  const [ourUs = 0, singleUs = 0] = sides.map(({ results }) => median(results.map(({ cpuUs }) => cpuUs)));
  const ratio = ours / single;
  return [
    {
      what: `${manyRules} rules: requests per second, CPU of each`,
      drydock: `${ours.toFixed(0)}, ${ourUs.toFixed(0)} us`,
      rival: `one rule ${single.toFixed(0)}, ${singleUs.toFixed(0)} us`,
      measured: `${ratio.toFixed(2)}x`,
      target: `>= ${leastRate}x`,
      met: ratio >= leastRate,
    },
  ];
}
