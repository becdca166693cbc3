import {
  ContinueServiceDeploymentCommand,
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  type StopServiceDeploymentStopType,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

const images = {
  app: { stopDelayMs: 500 },
  slow: { pull: { delayMs: 60_000 }, stopDelayMs: 500 },
};

/** Plays a scene of a service of two tasks whose second deployment pulls its image for a minute. */
async function play(
  scene: (world: SimulatedWorld, web: ServiceUnderTest, arn: string, told: number) => Promise<void>,
): Promise<void> {
  await using world = await SimulatedWorld.start({ images });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(60_000);
  await web.register({ image: 'slow' });
  const told = (await web.events()).length;
  await web.update({ taskDefinition: 'web' });
  await world.advance(1000);
  const { currentServiceDeployment = '' } = await web.describe();
  await scene(world, web, currentServiceDeployment, told);
}

const stop = (
  world: SimulatedWorld,
  serviceDeploymentArn: string,
  stopType?: StopServiceDeploymentStopType,
) => world.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType }));

test.each([undefined, 'ROLLBACK' as const])(
  'a deployment that is stopped is rolled back though neither circuit breaker nor alarms are on, by %s',
  (stopType) =>
    play(async (world, web, arn, told) => {
      const { serviceDeploymentArn } = await stop(world, arn, stopType);
      expect(serviceDeploymentArn).toBe(arn);
      const stoppedMs = world.clock.now();
      expect(await web.timeline(120_000)).toEqual([
        [
          0,
          'ACTIVE 2 desired 2 running 0 pending',
          'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
        ],
      ]);
      expect((await web.events()).slice(told)).toEqual([
        '(service web) has started 2 tasks: (task 3) (task 4).',
        '(service web) rolling back to deployment ecs-svc/1.',
        '(service web) stopped 2 pending tasks.',
        '(service web) (deployment ecs-svc/1) deployment completed.',
        '(service web) has reached a steady state.',
      ]);
      const [stopped] = await web.serviceDeployments();
      expect([stopped?.status, stopped?.stoppedAt, stopped?.rollback?.startedAt]).toEqual([
        'ROLLBACK_SUCCESSFUL',
        new Date(stoppedMs),
        new Date(stoppedMs),
      ]);
      expect((await web.describe()).currentServiceDeployment).toBeUndefined();
    }),
);

test('a deployment that is aborted stays where it is', () =>
  play(async (world, web, arn) => {
    await stop(world, arn, 'ABORT');
    expect((await web.timeline(120_000)).at(-1)?.slice(1)).toEqual([
      'ACTIVE 2 desired 4 running 0 pending',
      'PRIMARY 2 web:2 2 desired 2 running 0 pending 0 failed FAILED',
      'ACTIVE 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ]);
    expect((await web.history())[0]).toBe(
      '2 over 1 STOPPED DISABLED 0 of 0: Service deployment stopped because of a request.',
    );
    await web.update({ forceNewDeployment: true });
    await world.advance(120_000);
    expect(web.summary(await web.describe())).toEqual([
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 3 web:2 2 desired 2 running 0 pending 0 failed COMPLETED',
    ]);
  }));

test('a deployment that a newer one overtakes is stopped', () =>
  play(async (world, web, arn) => {
    await web.update({ forceNewDeployment: true });
    await world.clock.settle();
    expect(await web.history()).toEqual([
      '3 over 2 and 1 IN_PROGRESS DISABLED 0 of 0',
      '2 over 1 STOPPED DISABLED 0 of 0',
      '1 over none SUCCESSFUL DISABLED 0 of 0',
    ]);
    expect((await web.describe()).currentServiceDeployment).not.toBe(arn);
    const { serviceDeployments } = await world.ecs.send(
      new ListServiceDeploymentsCommand({ service: 'web', status: ['STOPPED'] }),
    );
    expect(serviceDeployments?.map((each) => each.serviceDeploymentArn)).toEqual([arn]);
    await expect(stop(world, arn)).rejects.toMatchObject({ name: 'ConflictException' });
  }));

test('a revision shows the digests that its tasks ran', () =>
  play(async (world, web) => {
    const shown = async () => {
      const [{ targetServiceRevision, sourceServiceRevisions = [] } = {}] = await web.serviceDeployments();
      const arns = [targetServiceRevision, ...sourceServiceRevisions].map((each) => each?.arn ?? '');
      const { serviceRevisions = [] } = await world.ecs.send(
        new DescribeServiceRevisionsCommand({ serviceRevisionArns: arns }),
      );
      return serviceRevisions.map(({ containerImages }) => containerImages);
    };
    const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
    expect(await shown()).toEqual([
      [{ containerName: 'app', image: 'slow' }],
      [{ containerName: 'app', image: 'app', imageDigest: digest }],
    ]);
    await world.advance(120_000);
    const [pulled] = await shown();
    expect(pulled).toEqual([{ containerName: 'app', image: 'slow', imageDigest: digest }]);
    const [task] = (await web.tasks()).slice(-1);
    expect(pulled?.[0]?.imageDigest).toBe(task?.containers?.[0]?.imageDigest);
  }));

test('a deployment cannot be continued, for it has no hooks to pause at', () =>
  play(async (world, _web, arn) => {
    const answer = world.ecs.send(
      new ContinueServiceDeploymentCommand({ serviceDeploymentArn: arn, hookId: 'x', action: 'CONTINUE' }),
    );
    await expect(answer).rejects.toMatchObject({
      message: expect.stringContaining('ContinueServiceDeployment'),
    });
  }));
