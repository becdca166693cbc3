import { setTimeout as delay } from 'node:timers/promises';
import type { Bench, BenchContext, Figure } from '../bench.ts';
import { EcsCaller, ecsRequest } from '../drydock/aws-call.ts';
import { SimulatedServices, tasksPerService } from '../drydock/simulated-services.ts';
import { startDrydock } from '../drydock/start-drydock.ts';
import { prepareTinyTask, type TinyTask } from '../drydock/tiny-task.ts';
import { closedLoop } from '../load/closed-loop.ts';
import { TaskChurn } from '../load/task-churn.ts';
import { median, percentile } from '../percentile.ts';

const serviceCounts = [2, 20, 200] as const;
const deaths = 20;
const deathRounds = 3;
/** A larger database has deeper trees and colder caches; a scan of all tasks would show as a multiple. */
const mostGrowth = 1.5;
const perSecond = 100;
const rounds = 5;
const roundMs = 3000;
const warmUpMs = 6000;
const mostTail = 2;

/** Scale, on the simulated runtime: what the scheduler does, and nothing that an engine takes. */
export const scheduler: Bench = {
  name: 'scheduler',
  run: async (context) => [...(await growing(context)), await underChurn(context)],
};

async function growing(context: BenchContext): Promise<Figure[]> {
  await using services = await SimulatedServices.start(context);
  const costs: number[] = [];
  let tookMs = 0;
  for (const count of serviceCounts) {
    context.note(`scheduler: ${count} services of ${tasksPerService} tasks`);
    tookMs += await services.grow(count);
    const each: number[] = [];
    for (let round = 0; round <= deathRounds; round += 1) each.push(await services.costOfDeaths(deaths));
    // The first round warms caches.
    costs.push(median(each.slice(1)));
  }
  const [least = 0] = costs;
  const most = costs.at(-1) ?? 0;
  const totals = serviceCounts.map((count) => count * tasksPerService);
  return [
    {
      what: `${serviceCounts.at(-1)} services of ${tasksPerService} tasks until all are steady`,
      drydock: `${(tookMs / 1000).toFixed(1)} s`,
      measured: `${((totals.at(-1) ?? 0) / (tookMs / 1000)).toFixed(0)} tasks per second`,
      target: 'all steady',
      met: true,
    },
    {
      what: `CPU time of a task that dies and is replaced, with ${totals.join(', ')} tasks`,
      drydock: costs.map((cost) => `${cost.toFixed(1)} ms`).join(', '),
      measured: `${(most / least).toFixed(2)}x`,
      target: `<= ${mostGrowth}x`,
      met: most / least <= mostGrowth,
    },
  ];
}

async function underChurn(context: BenchContext): Promise<Figure> {
  await using drydock = await startDrydock('simulated');
  const { endpoint } = drydock;
  const task = await prepareTinyTask(endpoint);
  using ecs = new EcsCaller(endpoint);
  await ecs.call('CreateService', { ...task, serviceName: 'asked', desiredCount: 8 });
  const idleMs: number[] = [];
  const busyMs: number[] = [];
  context.note('scheduler: DescribeServices while tasks start and stop');
  await tailUnderChurn(context, endpoint, task, warmUpMs);
  for (let round = 1; round <= rounds; round += 1) {
    idleMs.push(await tail(context, endpoint, task, roundMs));
    busyMs.push(await tailUnderChurn(context, endpoint, task, roundMs));
  }
  const ratio = median(busyMs) / median(idleMs);
  return {
    what: `DescribeServices while ${perSecond} tasks a second start and stop: p99`,
    drydock: `${median(busyMs).toFixed(2)} ms`,
    rival: `nothing else going on ${median(idleMs).toFixed(2)} ms`,
    measured: `${ratio.toFixed(2)}x`,
    target: `<= ${mostTail}x`,
    met: ratio <= mostTail,
  };
}

async function tail(
  { signal }: BenchContext,
  endpoint: string,
  { cluster }: TinyTask,
  forMs: number,
): Promise<number> {
  const request = ecsRequest('DescribeServices', { cluster, services: ['asked'] });
  const load = { endpoint, request, clients: 1, forMs, mostRequests: 100_000, signal };
  return percentile((await closedLoop(load)).latenciesMs, 0.99);
}

async function tailUnderChurn(
  context: BenchContext,
  endpoint: string,
  task: TinyTask,
  forMs: number,
): Promise<number> {
  const churn = new TaskChurn(endpoint, task, perSecond);
  try {
    // Tasks stop as well, before it is looked at.
    await delay(1000, undefined, { signal: context.signal });
    const before = churn.started;
    const tailMs = await tail(context, endpoint, task, forMs);
    const rate = (churn.started - before) / (forMs / 1000);
    if (rate < 0.9 * perSecond) throw new Error(`only ${rate.toFixed(0)} tasks a second started`);
    return tailMs;
  } finally {
    await churn.stop();
    await delay(1000, undefined, { signal: context.signal });
  }
}
