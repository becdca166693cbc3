import { setTimeout as delay } from 'node:timers/promises';
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { buildSampleImage } from '../../../fixtures/build-sample-image.ts';
import type { Bench, Figure } from '../bench.ts';
import { clientsOf } from '../drydock/clients.ts';
import { listenerUrl } from '../drydock/listener-url.ts';
import { createSampleService, registerSampleTask } from '../drydock/sample-service.ts';
import { untilStable } from '../drydock/service-state.ts';
import { startDrydock } from '../drydock/start-drydock.ts';
import { OpenLoopLoad, type Outcomes } from '../load/open-loop.ts';

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
    await untilStable(context, clients, service);
    const load = new OpenLoopLoad({
      urls: [await listenerUrl(drydock.endpoint, service.listenerArn)],
      perSecond,
      longestMs,
    });
    try {
      await delay(marginMs, undefined, { signal: context.signal });
      context.note('rolling: replacing them');
      const beganMs = performance.now();
      await registerSampleTask(clients, service.family, '2');
      const { cluster, service: name, family: taskDefinition } = service;
      await clients.ecs.send(new UpdateServiceCommand({ cluster, service: name, taskDefinition }));
      await untilStable(context, clients, service);
      const tookMs = performance.now() - beganMs;
      await delay(marginMs, undefined, { signal: context.signal });
      return [figure(await load.end(), tookMs)];
    } finally {
      await load.end();
    }
  },
};

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
