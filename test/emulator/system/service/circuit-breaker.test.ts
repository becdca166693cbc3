import type { Deployment } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from '../../../support/system/simulated-world.ts';

/** What is steady starts at once; what is broken takes a second until it fails. */
const images = {
  app: { stopDelayMs: 500 },
  broken: { pull: { delayMs: 1000 }, start: { fails: 'no such file' } },
};
const notStarted =
  '(service web) was unable to place a task. Reason: CannotStartContainerError: Error response from daemon: no such file.';
const breaker = (rollback: boolean) => ({
  deploymentConfiguration: {
    minimumHealthyPercent: 50,
    maximumPercent: 100,
    deploymentCircuitBreaker: { enable: true, rollback },
  },
});

/** Plays a scene of a service of four tasks that is steady. */
async function play(
  options: SimulatedWorldOptions,
  rollback: boolean,
  scene: (world: SimulatedWorld, web: ServiceUnderTest, told: number) => Promise<void>,
): Promise<void> {
  await using world = await SimulatedWorld.start(options);
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 4, ...breaker(rollback) });
  await world.advance(60_000);
  await scene(world, web, (await web.events()).length);
}

const facts = ({ status, rolloutState, rolloutStateReason, createdAt, updatedAt }: Deployment) => ({
  status,
  rolloutState,
  rolloutStateReason,
  createdAtMs: Number(createdAt),
  updatedAtMs: Number(updatedAt),
});

test('roll back to the last completed deployment, which becomes PRIMARY again', () =>
  play({ images }, true, async (world, web, told) => {
    const [first] = (await web.describe()).deployments ?? [];
    await web.register({ image: 'broken' });
    const [failing] = (await web.update({ taskDefinition: 'web' })).deployments ?? [];
    const beganMs = world.clock.now();
    expect(await web.timeline(1200)).toEqual([
      [
        0,
        'ACTIVE 4 desired 2 running 2 pending',
        'PRIMARY 2 web:2 4 desired 0 running 2 pending 0 failed IN_PROGRESS',
        'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
      ],
      [
        1000,
        'ACTIVE 4 desired 4 running 0 pending',
        'PRIMARY 1 web:1 4 desired 4 running 0 pending 0 failed IN_PROGRESS',
      ],
    ]);
    const rolling = await web.describe();
    expect(rolling.taskDefinition).toBe(first?.taskDefinition);
    expect(rolling.deployments?.map(facts)).toEqual([
      {
        status: 'PRIMARY',
        rolloutState: 'IN_PROGRESS',
        rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${first?.id}`,
        createdAtMs: Number(first?.createdAt),
        updatedAtMs: beganMs + 1000,
      },
    ]);
    expect(await web.history()).toEqual([
      '2 over 1 ROLLBACK_IN_PROGRESS to 1 TRIGGERED 3 of 3: Service deployment rolled back because the circuit breaker threshold was exceeded.',
      '1 over none SUCCESSFUL MONITORING_COMPLETE 0 of 3',
    ]);
    expect(await web.timeline(60_000)).toEqual([
      [
        0,
        'ACTIVE 4 desired 4 running 0 pending',
        'PRIMARY 1 web:1 4 desired 4 running 0 pending 0 failed IN_PROGRESS',
      ],
      [
        300,
        'ACTIVE 4 desired 4 running 0 pending',
        'PRIMARY 1 web:1 4 desired 4 running 0 pending 0 failed COMPLETED',
      ],
    ]);
    const after = await web.describe();
    expect(after.deployments?.map(facts)).toEqual([
      {
        status: 'PRIMARY',
        rolloutState: 'COMPLETED',
        rolloutStateReason: `ECS deployment ${first?.id} completed.`,
        createdAtMs: Number(first?.createdAt),
        updatedAtMs: beganMs + 1500,
      },
    ]);
    expect((await web.events()).slice(told)).toEqual([
      '(service web) has stopped 2 running tasks: (task 4) (task 3).',
      '(service web) has started 2 tasks: (task 5) (task 6).',
      notStarted,
      '(service web) has started 1 tasks: (task 7).',
      notStarted,
      '(service web) has started 1 tasks: (task 8).',
      notStarted,
      '(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start.',
      '(service web) rolling back to deployment ecs-svc/1.',
      '(service web) stopped 1 pending tasks.',
      '(service web) has started 2 tasks: (task 9) (task 10).',
      '(service web) (deployment ecs-svc/1) deployment completed.',
      '(service web) has reached a steady state.',
    ]);
    const digits = (id = '') => id.slice('ecs-svc/'.length);
    expect((await web.serviceDeployments())[0]).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      createdAt: new Date(beganMs),
      startedAt: new Date(beganMs),
      finishedAt: new Date(beganMs + 1500),
      updatedAt: new Date(beganMs + 1500),
      targetServiceRevision: {
        arn: expect.stringMatching(`:service-revision/default/web/${digits(failing?.id)}$`),
        requestedTaskCount: 0,
        runningTaskCount: 0,
        pendingTaskCount: 0,
      },
      rollback: {
        reason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
        startedAt: new Date(beganMs + 1000),
        serviceRevisionArn: expect.stringMatching(`:service-revision/default/web/${digits(first?.id)}$`),
      },
    });
  }));

test('without rollback a failed deployment stalls, until the next one replaces it', () =>
  play({ images }, false, async (_world, web, told) => {
    await web.register({ image: 'broken' });
    await web.update({ taskDefinition: 'web' });
    expect(await web.timeline(3_600_000)).toEqual([
      [
        0,
        'ACTIVE 4 desired 2 running 2 pending',
        'PRIMARY 2 web:2 4 desired 0 running 2 pending 0 failed IN_PROGRESS',
        'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
      ],
      [
        1000,
        'ACTIVE 4 desired 2 running 1 pending',
        'PRIMARY 2 web:2 4 desired 0 running 1 pending 3 failed FAILED',
        'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
      ],
      [
        1000,
        'ACTIVE 4 desired 2 running 0 pending',
        'PRIMARY 2 web:2 4 desired 0 running 0 pending 4 failed FAILED',
        'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
      ],
    ]);
    expect((await web.describe()).deployments?.[0]?.rolloutStateReason).toBe(
      'ECS deployment circuit breaker: tasks failed to start.',
    );
    await web.register();
    await web.update({ taskDefinition: 'web' });
    expect((await web.timeline(60_000)).at(-1)).toEqual([
      1000,
      'ACTIVE 4 desired 4 running 0 pending',
      'PRIMARY 3 web:3 4 desired 4 running 0 pending 0 failed COMPLETED',
    ]);
    expect((await web.events()).slice(told)).toEqual([
      '(service web) has stopped 2 running tasks: (task 4) (task 3).',
      '(service web) has started 2 tasks: (task 5) (task 6).',
      notStarted,
      '(service web) has started 1 tasks: (task 7).',
      notStarted,
      '(service web) has started 1 tasks: (task 8).',
      notStarted,
      '(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start.',
      notStarted,
      '(service web) has started 2 tasks: (task 9) (task 10).',
      '(service web) has stopped 2 running tasks: (task 2) (task 1).',
      '(service web) has started 2 tasks: (task 11) (task 12).',
      '(service web) (deployment ecs-svc/3) deployment completed.',
      '(service web) has reached a steady state.',
    ]);
    expect(await web.history()).toEqual([
      '3 over 2 and 1 SUCCESSFUL MONITORING_COMPLETE 0 of 3',
      '2 over 1 STOPPED TRIGGERED 3 of 3: Service deployment stopped because the circuit breaker threshold was exceeded.',
      '1 over none SUCCESSFUL MONITORING_COMPLETE 0 of 3',
    ]);
  }));

test('keep what serves while a failed deployment stalls', () =>
  play({ images }, false, async (world, web) => {
    await web.register({ image: 'broken' });
    await web.update({ taskDefinition: 'web' });
    await world.advance(60_000);
    const [first] = await web.tasks();
    await world.engine.remove(first?.containers?.[0]?.runtimeId ?? '');
    await world.advance(60_000);
    expect(web.summary(await web.describe())).toEqual([
      'ACTIVE 4 desired 2 running 0 pending',
      'PRIMARY 2 web:2 4 desired 0 running 0 pending 4 failed FAILED',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ]);
  }));

test.each([true, false])(
  'a first deployment that fails has nothing to go back to, rollback %s',
  async (rollback) => {
    await using world = await SimulatedWorld.start({ images });
    const web = await ServiceUnderTest.in(world);
    await web.register({ image: 'broken' });
    await web.create({ desiredCount: 1, ...breaker(rollback) });
    expect((await web.timeline(3_600_000)).at(-1)).toEqual([
      1000,
      'ACTIVE 1 desired 0 running 0 pending',
      'PRIMARY 1 web:1 1 desired 0 running 0 pending 3 failed FAILED',
    ]);
    expect((await web.events()).at(-1)).toBe(
      '(service web) (deployment ecs-svc/1) deployment failed: tasks failed to start.',
    );
    expect(await web.history()).toEqual([
      rollback
        ? '1 over none ROLLBACK_FAILED TRIGGERED 3 of 3: No rollback candidate was found to run the rollback.'
        : '1 over none STOPPED TRIGGERED 3 of 3: Service deployment stopped because the circuit breaker threshold was exceeded.',
    ]);
  },
);

test('fail by target health, and show the failed deployment until it is drained', async () => {
  const refused = {
    state: 'unhealthy',
    reason: 'Target.ResponseCodeMismatch',
    description: 'Health checks failed with these codes: [503]',
  } as const;
  await using world = await SimulatedWorld.start({
    images,
    targetHealth: (definition) => (definition === 'web:2' ? refused : { state: 'healthy' }),
  });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  await web.create({
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
  });
  await world.advance(60_000);
  const told = (await web.events()).length;
  await web.register();
  await web.update({ taskDefinition: 'web' });
  expect(await web.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 2 desired 4 running 0 pending',
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      200,
      'ACTIVE 2 desired 4 running 0 pending',
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 1 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      200,
      'ACTIVE 2 desired 4 running 0 pending',
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 2 failed IN_PROGRESS',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
    [
      400,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
      'ACTIVE 2 web:2 0 desired 0 running 0 pending 3 failed FAILED',
    ],
    [
      900,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
  ]);
  const events = (await web.events()).slice(told);
  expect(events.slice(events.findIndex((event) => event.includes('deployment failed')))).toEqual([
    '(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start.',
    '(service web) rolling back to deployment ecs-svc/1.',
    '(service web) has stopped 2 running tasks: (task 5) (task 3).',
    '(service web) deregistered 2 targets in (target-group web)',
    '(service web, taskSet ecs-svc/2) has begun draining connections on 2 tasks.',
    '(service web) (deployment ecs-svc/1) deployment completed.',
    '(service web) has reached a steady state.',
  ]);
  expect(await web.targetStates(targetGroupArn)).toEqual(['healthy', 'healthy']);
});
