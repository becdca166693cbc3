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
import { median } from '../percentile.ts';

const updates = 100;
const desiredCount = 4;
const perSecond = 100;
/** Every fourth answer takes so long: an old task always has some of them in flight. */
const slowMs = [300, 650, 1000] as const;
const marginMs = 2000;
const longestMs = 3_600_000;

/** Rolling updates one after the other under load, to one of which or the other a race would be lost. */
export const rollout: Bench = {
  name: 'rollout',
  run: async (context) => {
    await buildSampleImage();
    await using drydock = await startDrydock('docker');
    const clients = clientsOf(drydock.endpoint);
    const created = await createSampleService(clients, { desiredCount });
    const { cluster, service, family } = created;
    await untilStable(context, clients, created);
    const url = await listenerUrl(drydock.endpoint, created.listenerArn);
    const urls = slowMs.flatMap((ms) => [url, url, url, `${url}slow?ms=${ms}`]);
    const load = new OpenLoopLoad({ urls, perSecond, longestMs });
    const tookMs: number[] = [];
    try {
      await delay(marginMs, undefined, { signal: context.signal });
      for (let update = 1; update <= updates; update += 1) {
        if (update % 10 === 1) context.note(`rollout: update ${update} of ${updates}`);
        await registerSampleTask(clients, family, String(update + 1));
        const beganMs = performance.now();
        await clients.ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition: family }));
        await untilStable(context, clients, created);
        tookMs.push(performance.now() - beganMs);
      }
      await delay(marginMs, undefined, { signal: context.signal });
      return [figure(await load.end(), tookMs)];
    } finally {
      await load.end();
    }
  },
};

function figure(
  { sent, failed, outcomes }: { sent: number; failed: number; outcomes: Outcomes },
  tookMs: readonly number[],
): Figure {
  const versions = [...outcomes.keys()].filter((outcome) => outcome.startsWith('200 version '));
  const failures = [...outcomes]
    .filter(([outcome]) => !outcome.startsWith('200 '))
    .map(([outcome, count]) => `, ${count} x ${outcome}`);
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const range = `${seconds(Math.min(...tookMs))} to ${seconds(Math.max(...tookMs))}`;
  return {
    what: `${updates} rolling updates of ${desiredCount} tasks at ${perSecond} requests per second`,
    drydock: `${seconds(median(tookMs))} s an update (${range})${failures.join('')}`,
    measured: `${failed} of ${sent} failed`,
    target: '0 failed',
    // Each version answered, so that each update did replace the tasks.
    met: failed === 0 && versions.length === updates + 1,
  };
}
