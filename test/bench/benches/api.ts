import { Agent } from 'node:http';
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { Bench, BenchContext, Figure } from '../bench.ts';
import { type AwsRequest, EcsCaller, ecsRequest, send } from '../drydock/aws-call.ts';
import { clientsOf } from '../drydock/clients.ts';
import { createSampleService } from '../drydock/sample-service.ts';
import { startDrydock } from '../drydock/start-drydock.ts';
import { closedLoop, type LoadResult } from '../load/closed-loop.ts';
import { median, percentile } from '../percentile.ts';
import { startBareServer } from '../rivals/start-bare-server.ts';
import { until } from '../until.ts';

const rounds = 7;
const roundMs = 600;
const warmUpMs = 1500;
const mostRequests = 20_000;
const leastRate = 0.5;
const mostTail = 2;
/** Long enough that no probe of a simulated task's address can replace it meanwhile. */
const graceSeconds = 86_400;

/** Reads over HTTP, against a server that answers the very same bodies and does nothing else. */
export const api: Bench = {
  name: 'api',
  run: async (context) => {
    await using drydock = await startDrydock('simulated');
    await using bare = await startBareServer();
    const { cluster, service } = await prepareService(context, drydock.endpoint);
    const requests = {
      DescribeClusters: ecsRequest('DescribeClusters', { clusters: [cluster] }),
      DescribeServices: ecsRequest('DescribeServices', { cluster, services: [service] }),
    };
    const figures: Figure[] = [];
    for (const [operation, request] of Object.entries(requests)) {
      await copyAnswer(drydock.endpoint, bare.endpoint, request);
      for (const clients of [1, 16]) {
        context.note(`api: ${operation}, ${clients} clients`);
        const what = `${operation}, ${clients} ${clients === 1 ? 'client' : 'clients'}`;
        figures.push(...(await compare(context, what, drydock.endpoint, bare.endpoint, request, clients)));
      }
    }
    return figures;
  },
};

/** A service with its tasks RUNNING and a few events to tell. */
async function prepareService({ signal }: BenchContext, endpoint: string) {
  const clients = clientsOf(endpoint);
  const named = await createSampleService(clients, {
    desiredCount: 2,
    healthCheckGracePeriodSeconds: graceSeconds,
  });
  const { cluster, service } = named;
  using ecs = new EcsCaller(endpoint);
  for (const desiredCount of [2, 4, 6, 8]) {
    await clients.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
    await until(
      { signal, what: `${desiredCount} tasks RUNNING`, pollMs: 10, deadlineMs: 30_000 },
      async () => {
        const answer = await ecs.call<{ services: { runningCount: number }[] }>('DescribeServices', {
          cluster,
          services: [service],
        });
        return answer.services[0]?.runningCount === desiredCount ? true : undefined;
      },
    );
  }
  return named;
}

async function copyAnswer(from: string, to: string, request: AwsRequest): Promise<void> {
  const agent = new Agent();
  const body = await send(from, request, agent);
  await fetch(to, { method: 'PUT', body });
}

async function compare(
  { signal }: BenchContext,
  what: string,
  drydock: string,
  bare: string,
  request: AwsRequest,
  clients: number,
): Promise<Figure[]> {
  const load = (endpoint: string, forMs: number) =>
    closedLoop({ endpoint, request, clients, forMs, mostRequests, signal });
  await load(drydock, warmUpMs);
  await load(bare, warmUpMs);
  const ours: LoadResult[] = [];
  const theirs: LoadResult[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await load(drydock, roundMs));
    theirs.push(await load(bare, roundMs));
  }
  return [rateFigure(what, ours, theirs), tailFigure(what, ours, theirs)];
}

function rateFigure(what: string, ours: readonly LoadResult[], theirs: readonly LoadResult[]): Figure {
  const rate = (results: readonly LoadResult[]) => median(results.map((each) => each.requestsPerSecond));
  const ratio = rate(ours) / rate(theirs);
  return {
    what: `${what}: requests per second`,
    drydock: rate(ours).toFixed(0),
    rival: `bare node:http ${rate(theirs).toFixed(0)}`,
    measured: `${ratio.toFixed(2)}x`,
    target: `>= ${leastRate}x`,
    met: ratio >= leastRate,
  };
}

function tailFigure(what: string, ours: readonly LoadResult[], theirs: readonly LoadResult[]): Figure {
  const tail = (results: readonly LoadResult[]) =>
    median(results.map(({ latenciesMs }) => percentile(latenciesMs, 0.99)));
  const ratio = tail(ours) / tail(theirs);
  return {
    what: `${what}: p99`,
    drydock: `${tail(ours).toFixed(2)} ms`,
    rival: `bare node:http ${tail(theirs).toFixed(2)} ms`,
    measured: `${ratio.toFixed(2)}x`,
    target: `<= ${mostTail}x`,
    met: ratio <= mostTail,
  };
}
