import { UpdateTaskProtectionCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

const app = { stopDelayMs: 500 };
const minuteMs = 60_000;

test('scale-in passes over a protected task, and takes it once the protection has run out', async () => {
  await using world = await SimulatedWorld.start({ images: { app } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const { clusterArn: cluster } = await web.create({ desiredCount: 2 });
  await world.advance(minuteMs);
  const tasks = (await web.tasks()).map(({ taskArn = '' }) => taskArn);
  await world.ecs.send(
    new UpdateTaskProtectionCommand({ cluster, tasks, protectionEnabled: true, expiresInMinutes: 5 }),
  );
  await web.update({ desiredCount: 1 });
  await world.advance(4 * minuteMs);
  expect(web.summary(await web.describe())[0]).toBe('ACTIVE 1 desired 2 running 0 pending');
  await world.advance(minuteMs + app.stopDelayMs);
  expect(web.summary(await web.describe())[0]).toBe('ACTIVE 1 desired 1 running 0 pending');
  expect((await web.events()).slice(3)).toEqual([
    '(service web) was unable to reach steady state because task set (ecs-svc/1) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.',
    '(service web) has stopped 1 running tasks: (task 2).',
    '(service web) has reached a steady state.',
  ]);
});
