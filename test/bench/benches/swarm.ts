import { setTimeout as delay } from 'node:timers/promises';
import type { DescribeServicesResponse, Service } from '@aws-sdk/client-ecs';
import { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';
import { buildCheckedImage, checkedImage, passingCommand } from '../../../fixtures/build-checked-image.ts';
import type { Bench, BenchContext } from '../bench.ts';
import { EcsCaller } from '../drydock/aws-call.ts';
import { startDrydock } from '../drydock/start-drydock.ts';
import { prepareTinyTask } from '../drydock/tiny-task.ts';
import { median } from '../percentile.ts';
import { swarmService } from '../rivals/swarm-service.ts';
import { startFigure } from '../start-figure.ts';
import { until } from '../until.ts';

const rounds = 7;
const mostRatio = 1;
const desiredCount = 4;
/** The shortest interval and timeout that ECS takes. The engine, which checks on both sides, first waits an interval. */
const healthCheck = { command: [...passingCommand], interval: 5, timeout: 2, retries: 3, startPeriod: 0 };
const cluster = 'bench';
const service = 'replaced';
const pollMs = 20;
const deadlineMs = 120_000;
/** What four tasks leave behind is cleared away, and four sandboxes stand ready again. */
const restMs = 2500;

/**
 * All four tasks of a service are replaced, new ones first, by Drydock and by Docker Swarm. From the request to steady
 * state: the side says itself that the rollout is completed, four new tasks run and have passed their health check, and
 * no old one is left. The old containers have ended by then; Drydock has removed them as well. Swarm calls an update
 * completed before it stops the old tasks, which Drydock never does: that time is told beside the other.
 */
export const swarm: Bench = {
  name: 'swarm',
  run: async (context) => {
    const engine = await Engine.open();
    await buildCheckedImage({ engine });
    const options = { image: checkedImage, replicas: desiredCount, healthCheck, pollMs };
    await using rival = await swarmService(context, engine, options);
    await using drydock = await startDrydock('docker');
    using ecs = new EcsCaller(drydock.endpoint);
    const container = { image: checkedImage, healthCheck };
    const task = await prepareTinyTask(drydock.endpoint, { container });
    await ecs.call('CreateService', {
      ...task,
      serviceName: service,
      desiredCount,
      deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
    });
    await untilSteady(context, ecs);
    const drydockMs: number[] = [];
    const rivalMs: number[] = [];
    const rivalCompletedMs: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      context.note(`swarm: round ${round} of ${rounds}`);
      await delay(restMs, undefined, { signal: context.signal });
      const tookMs = await replace(context, ecs);
      await delay(restMs, undefined, { signal: context.signal });
      const { steadyMs, completedMs } = await rival.replace();
      // The first round warms caches on both sides.
      if (round === 0) continue;
      drydockMs.push(tookMs);
      rivalMs.push(steadyMs);
      rivalCompletedMs.push(completedMs);
    }
    const what = `health-checked rollout of ${desiredCount} tasks`;
    const figure = startFigure(what, drydockMs, rival.name, rivalMs, mostRatio);
    const completed = `"completed" after ${median(rivalCompletedMs).toFixed(0)} ms, old tasks still running`;
    return [{ ...figure, rival: `${figure.rival}; ${completed}` }];
  },
};

async function replace(context: BenchContext, ecs: EcsCaller): Promise<number> {
  const beganMs = performance.now();
  await ecs.call('UpdateService', { cluster, service, forceNewDeployment: true });
  await untilSteady(context, ecs);
  return performance.now() - beganMs;
}

async function untilSteady({ signal }: BenchContext, ecs: EcsCaller): Promise<void> {
  await until({ signal, what: "Drydock's service steady", pollMs, deadlineMs }, async () => {
    const input = { cluster, services: [service] };
    const { services } = await ecs.call<DescribeServicesResponse>('DescribeServices', input);
    return services?.some(isSteady) ? true : undefined;
  });
}

/** A rollout is COMPLETED, and its deployment the only one, once the old tasks are STOPPED. */
function isSteady({ deployments = [], runningCount }: Service): boolean {
  return (
    deployments.length === 1 && deployments[0]?.rolloutState === 'COMPLETED' && runningCount === desiredCount
  );
}
