import { UpdateTaskProtectionCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

const minuteMs = 60_000;

/** A service of two tasks in the first of its two zones, where protection kept them while others were stopped. */
async function startUnbalanced(availabilityZoneRebalancing?: 'ENABLED' | 'DISABLED') {
  const world = await SimulatedWorld.start({ images: { app: { stopDelayMs: 500 } } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const { clusterArn: cluster } = await web.create({
    desiredCount: 4,
    availabilityZoneRebalancing,
    networkConfiguration: { awsvpcConfiguration: { subnets: world.subnets.slice(0, 2) } },
  });
  await world.advance(minuteMs);
  const found = await web.tasks();
  const [zone] = found.map(({ availabilityZone }) => availabilityZone);
  const kept = found.filter(({ availabilityZone }) => availabilityZone === zone);
  const protect = (protectionEnabled: boolean) =>
    world.ecs.send(
      new UpdateTaskProtectionCommand({
        ...{ cluster, protectionEnabled },
        tasks: kept.map(({ taskArn = '' }) => taskArn),
      }),
    );
  await protect(true);
  await web.update({ desiredCount: 2 });
  await world.advance(minuteMs);
  return { world, web, protect };
}

async function zones(web: ServiceUnderTest): Promise<(string | undefined)[]> {
  const running = (await web.tasks()).filter(({ lastStatus }) => lastStatus === 'RUNNING');
  return running.map(({ availabilityZone }) => availabilityZone).sort();
}

test('a service whose zones differ by more than one task is balanced: one starts, and then one stops', async () => {
  const { world, web, protect } = await startUnbalanced();
  await using _world = world;
  expect(await zones(web)).toEqual(['us-east-1a', 'us-east-1a']);
  const before = (await web.events()).length;
  await protect(false);
  const running = (await web.timeline(minuteMs)).map(([, line = '']) => line.split(' ')[3]);
  expect(running.filter((count, index) => count !== running[index - 1])).toEqual(['3', '2']);
  expect(await zones(web)).toEqual(['us-east-1a', 'us-east-1b']);
  expect((await web.events()).slice(before)).toEqual([
    '(service web) is not AZ balanced with 2 tasks in us-east-1a, 0 tasks in us-east-1b. AZ Rebalancing in progress.',
    '(service web) has started 1 tasks in us-east-1b to AZ Rebalance: (task 5).',
    expect.stringMatching(
      /^\(service web\) has stopped 1 running tasks in us-east-1a due to AZ rebalancing: \(task \d\)\.$/,
    ),
    '(service web) is AZ balanced with 1 tasks in us-east-1a, 1 tasks in us-east-1b.',
    '(service web) has reached a steady state.',
  ]);
});

test('one that is not to be rebalanced stays as it is', async () => {
  const { world, web, protect } = await startUnbalanced('DISABLED');
  await using _world = world;
  await protect(false);
  await world.advance(minuteMs);
  expect(await zones(web)).toEqual(['us-east-1a', 'us-east-1a']);
});
