import { DescribeServiceRevisionsCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { ScriptedImage } from '../../../../emulator/runtime/simulated/scripted-image.ts';
import { type ContainerUnderTest, ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from '../../../support/system/simulated-world.ts';

/** The image that a tag is moved to ends by itself, so that who runs it is told apart. */
const moved: ScriptedImage = { exit: { afterMs: 1000, code: 42 } };
const anew = 'A new deployment of the service resolves the tag anew.';

/** Plays a scene of a service of one task that runs the image its tag named before it was moved. */
async function play(
  container: ContainerUnderTest,
  scene: (world: SimulatedWorld, web: ServiceUnderTest, firstId: string) => Promise<void>,
  options: SimulatedWorldOptions = {},
): Promise<void> {
  await using world = await SimulatedWorld.start(options);
  const web = await ServiceUnderTest.in(world);
  await web.register(container);
  await web.create({ desiredCount: 1 });
  await world.advance(60_000);
  const { image = 'app' } = container;
  const firstId = (await world.engine.findImage(image))?.id ?? '';
  world.engine.images.retag(image, moved);
  await scene(world, web, firstId);
}

/** The program of every running task ends; what takes its place has a while to show what it is. */
async function crashAll(world: SimulatedWorld): Promise<void> {
  for (const { id, labels, state } of await world.engine.list())
    if (labels['drydock.role'] === 'container' && state.status === 'running') world.engine.crash(id, 1);
  await world.advance(10_000);
}

/** What the service's tasks look like to a client, the oldest first: image, digest, exit code, reason of their end. */
const seenOf = async (web: ServiceUnderTest) =>
  (await web.tasks()).map(({ containers: [container] = [], stoppedReason }) => ({
    image: container?.image,
    digest: container?.imageDigest,
    exitCode: container?.exitCode,
    stoppedReason,
  }));
const exited = 'Essential container in task exited';
const crashed = (digest: string) => ({ image: 'app', digest, exitCode: 1, stoppedReason: exited });
const running = (digest: string) => ({
  ...{ image: 'app', digest, exitCode: undefined, stoppedReason: undefined },
});

test('replacements and scale-outs run the image that the first task of the revision ran', () =>
  play({}, async (world, web, digest) => {
    await crashAll(world);
    await web.update({ desiredCount: 3 });
    await world.advance(10_000);
    expect(await seenOf(web)).toEqual([crashed(digest), ...Array(3).fill(running(digest))]);
  }));

test('a restart of Drydock keeps the pin', () =>
  play({}, async (world, web, digest) => {
    await world.restart();
    await crashAll(world);
    expect(await seenOf(web)).toEqual([crashed(digest), running(digest)]);
  }));

test('a new deployment of the same definition resolves the tag anew', () =>
  play({}, async (world, web, firstDigest) => {
    await web.update({ forceNewDeployment: true });
    await world.advance(1500);
    const next = (await seenOf(web)).find(({ exitCode }) => exitCode === 42);
    const newDigest = (await world.engine.findImage('app'))?.id;
    expect(next).toEqual({ image: 'app', digest: newDigest, exitCode: 42, stoppedReason: exited });
    expect(newDigest).not.toBe(firstDigest);
    const arns = (await web.serviceDeployments()).map(
      ({ targetServiceRevision }) => targetServiceRevision?.arn ?? '',
    );
    const { serviceRevisions = [] } = await world.ecs.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: arns }),
    );
    expect(serviceRevisions.map(({ containerImages }) => containerImages)).toEqual(
      [newDigest, firstDigest].map((imageDigest) => [{ containerName: 'app', image: 'app', imageDigest }]),
    );
  }));

test('the revision that a deployment is rolled back to keeps its image', () =>
  play({}, async (world, web, digest) => {
    const deploymentCircuitBreaker = { enable: true, rollback: true };
    const { deployments } = await web.update({
      ...{ forceNewDeployment: true, deploymentConfiguration: { deploymentCircuitBreaker } },
    });
    expect(deployments).toHaveLength(2);
    world.engine.failNext('startContainer', 'no');
    world.engine.failNext('startContainer', 'no');
    world.engine.failNext('startContainer', 'no');
    await world.advance(60_000);
    expect((await web.history())[0]).toMatch(/^2 over 1 ROLLBACK_SUCCESSFUL to 1 /);
    await crashAll(world);
    const [first, last] = [(await seenOf(web))[0], (await seenOf(web)).at(-1)];
    expect([first, last]).toEqual([crashed(digest), running(digest)]);
    expect((await seenOf(web)).map(({ exitCode }) => exitCode)).not.toContain(42);
  }));

test('versionConsistency disabled keeps the tag, and pins nothing', () =>
  play({ versionConsistency: 'disabled' }, async (world, web, digest) => {
    await crashAll(world);
    expect((await seenOf(web)).slice(0, 2)).toEqual([
      crashed(digest),
      {
        ...{ image: 'app', exitCode: 42, stoppedReason: exited },
        digest: (await world.engine.findImage('app'))?.id,
      },
    ]);
    const [{ targetServiceRevision } = {}] = await web.serviceDeployments();
    const { serviceRevisions } = await world.ecs.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: [targetServiceRevision?.arn ?? ''] }),
    );
    expect(serviceRevisions?.[0]?.containerImages).toEqual([{ containerName: 'app', image: 'app' }]);
  }));

test('tasks of no service resolve the tag each time', () =>
  play({}, async (world, web) => {
    await world.ecs.send(
      new RunTaskCommand({ taskDefinition: 'web', launchType: 'FARGATE', ...web.network }),
    );
    await world.advance(10_000);
    expect((await seenOf(web)).at(-1)).toEqual({
      ...{ image: 'app', exitCode: 42, stoppedReason: exited },
      digest: (await world.engine.findImage('app'))?.id,
    });
  }));

test('an image that a sidecar policy puts in place is not pinned', () =>
  play(
    { image: 'stub' },
    async (world, web) => {
      await crashAll(world);
      expect((await seenOf(web))[1]).toMatchObject({ image: 'stub', exitCode: 42 });
    },
    {
      sidecarPolicies: [{ match: { container: 'app' }, action: { replaceImage: 'stub' } }],
    },
  ));

test('a pinned image that the engine lost is pulled by its digest', () =>
  play({}, async (world, web, digest) => {
    world.engine.images.prune(digest);
    await crashAll(world);
    expect(await seenOf(web)).toEqual([crashed(digest), running(digest)]);
  }));

test.each([
  {
    title: 'a pinned image whose digest the registry lost as well fails the task',
    image: {},
    reason: (digest: string) =>
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/library/app:latest@${digest}: app@${digest}: not found (The service revision is pinned to this digest. ${anew})`,
  },
  {
    title:
      'a pinned image that was built on the engine and pruned fails the task, and is not pulled by its tag',
    image: { builtHere: true },
    reason: (id: string) =>
      `CannotPullContainerError: failed to resolve ref docker.io/library/app:latest: the service revision is pinned to the image ${id}, which the engine no longer holds and no registry is known to have. ${anew}`,
  },
])('$title', ({ image, reason }) =>
  play(
    {},
    async (world, web, id) => {
      world.engine.images.prune(id);
      for (let pull = 0; pull < 2; pull += 1) world.engine.failNext('pullImage', `app@${id}: not found`);
      await crashAll(world);
      const failed = (await web.tasks()).find(({ stopCode }) => stopCode === 'TaskFailedToStart');
      expect(failed).toMatchObject({
        stoppedReason: reason(id),
        containers: [{ image: 'app', reason: reason(id) }],
      });
    },
    { images: { app: image } },
  ),
);

test('tasks that pull at one time run one image, though the tag moves between their pulls', async () => {
  await using world = await SimulatedWorld.start({ images: { app: { pull: { delayMs: 1000 } } } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create({ desiredCount: 1 });
  await world.advance(500);
  world.engine.images.retag('app', { ...moved, pull: { delayMs: 1000 } });
  await web.update({ desiredCount: 2 });
  await world.advance(10_000);
  const [first] = await seenOf(web);
  expect(await seenOf(web)).toEqual([first, first]);
  expect(first).toMatchObject({ digest: expect.any(String), exitCode: undefined });
});
