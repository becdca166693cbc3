import { Command } from 'commander';
import type { BenchContext, Figure } from './bench.ts';
import { api } from './benches/api.ts';
import { kill } from './benches/kill.ts';
import { proxy } from './benches/proxy/proxy.ts';
import { rolling } from './benches/rolling.ts';
import { rollout } from './benches/rollout.ts';
import { runTask } from './benches/run-task.ts';
import { scale } from './benches/scale.ts';
import { scheduler } from './benches/scheduler.ts';
import { startup } from './benches/startup.ts';
import { swarm } from './benches/swarm.ts';
import { table } from './table.ts';

const benches = [startup, api, runTask, kill, rolling, rollout, swarm, scale, scheduler, proxy];
const names = benches.map(({ name }) => name);

const program = new Command('bench')
  .description('measures Drydock beside its rivals; exits with 1 when a target is missed')
  .argument('[names...]', `which of ${names.join(', ')} (all)`)
  .action(main);

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length > 0) program.error(`There is no bench ${unknown.join(', ')}: ${names.join(', ')}.`);
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => interrupted.abort());
  const context: BenchContext = {
    signal: interrupted.signal,
    note: (text) => process.stderr.write(`${text}\n`),
  };
  const chosen = benches.filter(({ name }) => asked.length === 0 || asked.includes(name));
  const figures: Figure[] = [];
  let isWhole = true;
  for (const bench of chosen) {
    try {
      figures.push(...(await bench.run(context)));
    } catch (error) {
      if (interrupted.signal.aborted) process.exit(130);
      isWhole = false;
      process.stderr.write(`${bench.name} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
  if (figures.length > 0) process.stdout.write(`\n${table(figures)}\n`);
  process.exit(isWhole && figures.every(({ met }) => met) ? 0 : 1);
}

await program.parseAsync();
