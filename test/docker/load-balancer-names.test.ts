import { once } from 'node:events';
import { createServer } from 'node:net';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildShop, createService, registerRevision, type Shop } from '../../emulator/demo/shop.ts';
import { until } from '../../emulator/demo/until.ts';
import { listenerPort, taskId, untilStable } from '../../emulator/demo/watch.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { sampleImage } from '../../fixtures/build-sample-image.ts';
import { logLines } from '../support/docker/log-lines.ts';
import { ProcessWorld } from '../support/docker/process-world.ts';
import { runProgram } from '../support/docker/run-program.ts';
import { untilStatus } from '../support/docker/until-task.ts';

const cleanUp = new Disposal();
let world: ProcessWorld;
let built: Shop;
let asked: number;

beforeAll(async () => {
  world = cleanUp.use(await ProcessWorld.start());
  asked = await takenOnLoopback();
  built = await buildShop(world.clients, { say: () => {} }, asked);
  const revision = await registerRevision(world.clients, built, { image: sampleImage, version: '1' });
  await createService(world.clients, built, revision, 1);
  await untilStable(world.clients);
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

/** A port that another program has on loopback, and nobody elsewhere. */
async function takenOnLoopback(): Promise<number> {
  const taken = createServer().listen(0, '127.0.0.1');
  cleanUp.defer(async () => void taken.close());
  await once(taken, 'listening');
  const bound = taken.address();
  if (bound === null || typeof bound === 'string') throw new Error('it does not listen on a port');
  return bound.port;
}

test('a task finds a load balancer by its DNSName at the port asked for, also after Drydock was killed', async () => {
  const { LoadBalancers: [loadBalancer] = [] } = await world.clients.elbv2.send(
    new DescribeLoadBalancersCommand({}),
  );
  expect(await listenerPort(world.endpoint, built.listenerArn)).not.toBe(asked);
  const [task = {}] = await runProgram(world.clients, built, {
    family: 'caller',
    source: `setInterval(async () => {
      try {
        const answer = await fetch('http://${loadBalancer?.DNSName}:${asked}/', { signal: AbortSignal.timeout(4000) });
        console.log(answer.status + ' ' + (await answer.json()).version);
      } catch (error) {
        console.log(String(error.cause?.code ?? error.name));
      }
    }, 200);`,
  });
  await untilStatus(world.clients, task, 'RUNNING');
  const stream = `caller/program/${taskId(task)}`;
  const untilAnswered = (skip: number) =>
    until('the task has its answer', async () =>
      (await logLines(world.clients, stream)).slice(skip).find((line) => line === '200 1'),
    );
  expect(await untilAnswered(0)).toBe('200 1');
  await world.end('SIGKILL');
  await world.startAgain();
  expect(await untilAnswered((await logLines(world.clients, stream)).length)).toBe('200 1');
});
