import { DeregisterContainerInstanceCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { InstanceService } from '../../../support/system/instance-service.ts';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

/** Plays a scene of a service of one task behind a load balancer, whose instance is then deregistered by force. */
async function play(
  scene: (played: {
    readonly world: SimulatedWorld;
    readonly web: InstanceService;
    readonly orphan: string;
    readonly gone: string;
    readonly targets: () => Promise<string[]>;
  }) => Promise<void>,
): Promise<void> {
  await using world = await SimulatedWorld.start({ awsTiming: true });
  const web = await InstanceService.in(world);
  const balanced = await ServiceUnderTest.in(world);
  await web.instances.define([{ portMappings: [{ containerPort: 80 }] }], { networkMode: 'awsvpc' });
  const targetGroupArn = await balanced.loadBalancer(30);
  const gone = await web.instances.add();
  await web.create({
    desiredCount: 1,
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
    ...balanced.network,
  });
  await world.advance(120_000);
  const [orphan] = await web.instances.tasks();
  await world.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance: gone, force: true }));
  await world.clock.settle();
  const targets = () => balanced.targetStates(targetGroupArn);
  await scene({ world, web, orphan: orphan?.taskArn ?? '', gone, targets });
}

const countsOf = async (web: InstanceService) => {
  const { desiredCount, runningCount, pendingCount, deployments } = await web.describe();
  return {
    ...{ desiredCount, runningCount, pendingCount },
    deployments: deployments?.map((each) => [each.runningCount, each.pendingCount, each.failedTasks]),
  };
};

test('a task of an instance that is deregistered by force runs on and counts no more; another takes its place', () =>
  play(async ({ world, web, orphan, gone }) => {
    expect(await countsOf(web)).toEqual({
      ...{ desiredCount: 1, runningCount: 0, pendingCount: 0, deployments: [[0, 0, 0]] },
    });
    expect(await world.ecs.send(new ListTasksCommand({ serviceName: 'web' }))).toMatchObject({
      taskArns: [],
    });
    expect(await web.instances.task(orphan)).toMatchObject({
      ...{ lastStatus: 'RUNNING', desiredStatus: 'RUNNING', containerInstanceArn: gone },
    });
    const next = await web.instances.add();
    await world.advance(120_000);
    expect(await web.runningOn()).toEqual([gone, next].sort());
    expect(await countsOf(web)).toEqual({
      ...{ desiredCount: 1, runningCount: 1, pendingCount: 0, deployments: [[1, 0, 0]] },
    });
  }));

test('an orphaned task is drained from its target group, and its load balancer sends it nothing more', () =>
  play(async ({ world, web, orphan, targets }) => {
    expect(await targets()).toEqual(['draining']);
    await world.advance(30_000);
    expect(await targets()).toEqual([]);
    expect((await web.instances.task(orphan)).lastStatus).toBe('RUNNING');
  }));

test('what becomes of an orphaned task later is nothing to its service, also after a restart', () =>
  play(async ({ world, web, orphan }) => {
    await world.advance(30_000);
    await world.restart();
    const before = { events: await web.events(), counts: await countsOf(web) };
    const { containers = [] } = await web.instances.task(orphan);
    world.engine.crash(containers[0]?.runtimeId ?? '', 1);
    await world.advance(60_000);
    expect(await web.instances.task(orphan)).toMatchObject({
      ...{ lastStatus: 'STOPPED', stopCode: 'EssentialContainerExited' },
    });
    expect({ events: await web.events(), counts: await countsOf(web) }).toEqual(before);
  }));

test('an orphaned task can be stopped, and outlives its service', () =>
  play(async ({ world, web, orphan }) => {
    await web.update({ desiredCount: 0 });
    await world.advance(60_000);
    expect((await web.instances.task(orphan)).lastStatus).toBe('RUNNING');
    await web.instances.stop(orphan);
    await world.advance(60_000);
    expect(await web.instances.task(orphan)).toMatchObject({
      ...{ lastStatus: 'STOPPED', stopCode: 'UserInitiated' },
    });
  }));
