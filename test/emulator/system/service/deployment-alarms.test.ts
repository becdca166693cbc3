import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ScriptedAlarms } from '../../../support/scripted-alarms.ts';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

const images = {
  app: { stopDelayMs: 500 },
  slow: { pull: { delayMs: 10_000 }, stopDelayMs: 500 },
};
const minuteMs = 60_000;

interface Scene {
  readonly world: SimulatedWorld;
  readonly web: ServiceUnderTest;
  readonly alarms: ScriptedAlarms;
  /** How many events there are before the scene begins. */
  readonly told: number;
}

/** Plays a scene of a service of two tasks that is steady, with its next revision registered. */
async function play(
  { rollback, bakeTimeInMinutes = 0 }: { readonly rollback: boolean; readonly bakeTimeInMinutes?: number },
  scene: (scene: Scene) => Promise<void>,
): Promise<void> {
  const alarms = new ScriptedAlarms();
  await using world = await SimulatedWorld.start({ images, alarmSource: alarms });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({
    deploymentConfiguration: {
      alarms: { alarmNames: ['errors', 'latency', 'unknown'], enable: true, rollback },
      bakeTimeInMinutes,
    },
  });
  await world.advance(30 * minuteMs);
  alarms.set('errors', 'OK');
  alarms.set('latency', 'INSUFFICIENT_DATA');
  await web.register({ image: 'slow' });
  await scene({ world, web, alarms, told: (await web.events()).length });
}

const alarmsOf = async (web: ServiceUnderTest) => (await web.serviceDeployments())[0]?.alarms;

test('an alarm fails the deployment that runs, and rolls it back', () =>
  play({ rollback: true }, async ({ world, web, alarms, told }) => {
    await web.update({ taskDefinition: 'web' });
    await world.advance(5000);
    expect(await alarmsOf(web)).toEqual({
      status: 'MONITORING',
      alarmNames: ['errors', 'latency', 'unknown'],
      triggeredAlarmNames: [],
    });
    alarms.set('latency', 'ALARM');
    expect(await web.timeline(minuteMs)).toEqual([
      [
        0,
        'ACTIVE 2 desired 2 running 0 pending',
        'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
      ],
    ]);
    expect((await web.events()).slice(told)).toEqual([
      '(service web) has started 2 tasks: (task 3) (task 4).',
      '(service web) (deployment ecs-svc/2) deployment failed: alarm detected.',
      '(service web) rolling back to deployment ecs-svc/1.',
      '(service web) stopped 2 pending tasks.',
      '(service web) (deployment ecs-svc/1) deployment completed.',
      '(service web) has reached a steady state.',
    ]);
    const [newest] = await web.serviceDeployments();
    expect([newest?.status, newest?.statusReason, newest?.alarms]).toEqual([
      'ROLLBACK_SUCCESSFUL',
      'Service deployment rolled back because of one or more active alarms.',
      {
        status: 'TRIGGERED',
        alarmNames: ['errors', 'latency', 'unknown'],
        triggeredAlarmNames: ['latency'],
      },
    ]);
  }));

test('an alarm stops the deployment where it is not to be rolled back', () =>
  play({ rollback: false }, async ({ world, web, alarms }) => {
    await web.update({ taskDefinition: 'web' });
    await world.advance(5000);
    alarms.set('errors', 'ALARM');
    expect((await web.timeline(minuteMs)).at(-1)?.slice(1)).toEqual([
      'ACTIVE 2 desired 4 running 0 pending',
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed FAILED',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ]);
    expect((await web.describe()).deployments?.[0]?.rolloutStateReason).toBe(
      'ECS deployment failed: alarm detected.',
    );
    expect((await web.history())[0]).toBe(
      '2 over 1 STOPPED DISABLED 0 of 0: Service deployment stopped because of one or more active alarms.',
    );
  }));

test('an alarm that is there before the deployment makes it ignore all of them', () =>
  play({ rollback: true }, async ({ world, web, alarms }) => {
    alarms.set('errors', 'ALARM');
    await web.update({ taskDefinition: 'web' });
    await world.advance(1000);
    expect(await alarmsOf(web)).toEqual({
      status: 'DISABLED',
      alarmNames: ['errors', 'latency', 'unknown'],
      triggeredAlarmNames: [],
    });
    alarms.set('errors', 'OK');
    alarms.set('latency', 'ALARM');
    await world.advance(minuteMs);
    expect(web.summary(await web.describe())).toEqual([
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed COMPLETED',
    ]);
    alarms.set('latency', 'OK');
    await web.update({ forceNewDeployment: true });
    await world.clock.settle();
    alarms.set('latency', 'ALARM');
    await world.advance(minuteMs);
    expect((await web.history())[0]).toMatch('3 over 2 ROLLBACK_SUCCESSFUL to 2');
  }));

test('the bake time keeps a deployment in progress after its last old task is gone', () =>
  play({ rollback: true, bakeTimeInMinutes: 5 }, async ({ web, told }) => {
    await web.update({ taskDefinition: 'web' });
    expect((await web.timeline(30 * minuteMs)).slice(-2)).toEqual([
      [
        10_500,
        'ACTIVE 2 desired 2 running 0 pending',
        'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
        'ACTIVE 1 web:1 0 desired 0 running 0 pending 0 failed COMPLETED',
      ],
      [
        // From the end of the last old task on.
        11_000 + 5 * minuteMs,
        'ACTIVE 2 desired 2 running 0 pending',
        'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed COMPLETED',
      ],
    ]);
    expect((await web.events()).slice(told)).toEqual([
      '(service web) has started 2 tasks: (task 3) (task 4).',
      '(service web) has stopped 2 running tasks: (task 2) (task 1).',
      '(service web) (deployment ecs-svc/2) deployment completed.',
      '(service web) has reached a steady state.',
    ]);
  }));

test('an alarm in the bake time brings the old revision back, without ever serving with less', () =>
  play({ rollback: true, bakeTimeInMinutes: 5 }, async ({ world, web, alarms, told }) => {
    await web.update({ taskDefinition: 'web' });
    await world.advance(4 * minuteMs);
    alarms.set('errors', 'ALARM');
    expect(await web.timeline(minuteMs)).toEqual([
      [
        0,
        'ACTIVE 2 desired 4 running 0 pending',
        'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
        'ACTIVE 2 web:2 0 desired 2 running 0 pending 0 failed FAILED',
      ],
      [
        500,
        'ACTIVE 2 desired 2 running 0 pending',
        'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
        'ACTIVE 2 web:2 0 desired 0 running 0 pending 0 failed FAILED',
      ],
      [
        1000,
        'ACTIVE 2 desired 2 running 0 pending',
        'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
      ],
    ]);
    expect((await web.events()).slice(told)).toEqual([
      '(service web) has started 2 tasks: (task 3) (task 4).',
      '(service web) has stopped 2 running tasks: (task 2) (task 1).',
      '(service web) (deployment ecs-svc/2) deployment failed: alarm detected.',
      '(service web) rolling back to deployment ecs-svc/1.',
      '(service web) has started 2 tasks: (task 5) (task 6).',
      '(service web) has stopped 2 running tasks: (task 4) (task 3).',
      '(service web) (deployment ecs-svc/1) deployment completed.',
      '(service web) has reached a steady state.',
    ]);
  }));

test('an alarm after the bake time fails nothing', () =>
  play({ rollback: true, bakeTimeInMinutes: 5 }, async ({ world, web, alarms }) => {
    await web.update({ taskDefinition: 'web' });
    await world.advance(6 * minuteMs);
    alarms.set('errors', 'ALARM');
    await world.advance(minuteMs);
    expect(web.summary(await web.describe())).toEqual([
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed COMPLETED',
    ]);
  }));

test('alarms are refused by name where nobody knows their states', async () => {
  await using world = await SimulatedWorld.start();
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  const alarms = { alarmNames: ['errors'], enable: true, rollback: true };
  const answer = world.ecs.send(
    new UpdateServiceCommand({ service: 'web', deploymentConfiguration: { alarms } }),
  );
  await expect(answer).rejects.toMatchObject({
    name: 'UnsupportedFeatureException',
    message: 'Drydock does not implement deployment alarms yet.',
  });
});
