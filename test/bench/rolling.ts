import { setTimeout as delay } from 'node:timers/promises';
import { DescribeServicesCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { buildSampleImage } from '../../fixtures/build-sample-image.ts';
import type { Bench, BenchContext, Figure } from './bench.ts';
import { type Clients, clientsOf } from './drydock/clients.ts';
import { createSampleService, registerSampleTask, type SampleService } from './drydock/sample-service.ts';
import { startDrydock } from './drydock/start-drydock.ts';
import { OpenLoopLoad, type Outcomes } from './load/open-loop.ts';
import { until } from './until.ts';

const desiredCount = 4;
const perSecond = 200;
/** Load before the replacement begins and after it has ended. */
const marginMs = 3000;
const longestMs = 240_000;

/** A rolling replacement under load: not one request may fail. */
export const rolling: Bench = {
  name: 'rolling',
  run: async (context) => {
    await buildSampleImage();
    await using drydock = await startDrydock('docker');
    const clients = clientsOf(drydock.endpoint);
    const service = await createSampleService(clients, { desiredCount });
    context.note('rolling: starting 4 tasks');
    await stable(context, clients, service);
    const load = new OpenLoopLoad({
      url: await listenerUrl(drydock.endpoint, service.listenerArn),
      perSecond,
      longestMs,
    });
    try {
      await delay(marginMs, undefined, { signal: context.signal });
      context.note('rolling: replacing them');
      const beganMs = performance.now();
      await registerSampleTask(clients, service.family, '2');
      await clients.ecs.send(
        new UpdateServiceCommand({ ...nameOf(service), taskDefinition: service.family }),
      );
      await stable(context, clients, service);
      const tookMs = performance.now() - beganMs;
      await delay(marginMs, undefined, { signal: context.signal });
      return [figure(await load.end(), tookMs)];
    } finally {
      await load.end();
    }
  },
};

function nameOf({ cluster, service }: SampleService) {
  return { cluster, service };
}

async function stable({ signal }: BenchContext, { ecs }: Clients, service: SampleService): Promise<void> {
  const { cluster } = service;
  await until({ signal, what: 'the service stable', pollMs: 100, deadlineMs: longestMs }, async () => {
    const { services } = await ecs.send(
      new DescribeServicesCommand({ cluster, services: [service.service] }),
    );
    const found = services?.[0];
    const [deployment, ...others] = found?.deployments ?? [];
    const isStable =
      others.length === 0 &&
      deployment?.rolloutState === 'COMPLETED' &&
      found?.runningCount === desiredCount &&
      found.pendingCount === 0;
    return isStable ? true : undefined;
  });
}

/** Where the listener is really bound: its own port may be taken. */
async function listenerUrl(endpoint: string, listenerArn: string): Promise<string> {
  const answer = await fetch(`${endpoint}/_drydock/listeners`);
  const { listeners }: ListenersAnswer = JSON.parse(await answer.text());
  const bound = listeners.find((each) => each.listenerArn === listenerArn)?.bound;
  if (bound?.port === undefined) throw new Error(`${listenerArn} is not bound: ${JSON.stringify(bound)}`);
  return `http://127.0.0.1:${bound.port}/`;
}

interface ListenersAnswer {
  readonly listeners: readonly {
    readonly listenerArn: string;
    readonly bound?: { readonly port?: number };
  }[];
}

function figure(
  { sent, failed, outcomes }: { sent: number; failed: number; outcomes: Outcomes },
  tookMs: number,
): Figure {
  const counts = [...outcomes].sort().map(([outcome, count]) => `${count} x ${outcome}`);
  const isReplaced = outcomes.has('200 version 1') && outcomes.has('200 version 2');
  return {
    what: `rolling replacement of ${desiredCount} tasks at ${perSecond} requests per second`,
    drydock: `${(tookMs / 1000).toFixed(1)} s; ${counts.join(', ')}`,
    measured: `${failed} of ${sent} failed`,
    target: '0 failed',
    met: failed === 0 && isReplaced,
  };
}
