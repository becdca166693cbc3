import {
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
  type Task,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { v4 as uuid } from 'uuid';
import { expect, test } from 'vitest';
import type { DemoClients } from '../../emulator/demo/demo-clients.ts';
import { buildShop, shop } from '../../emulator/demo/shop.ts';
import { until } from '../../emulator/demo/until.ts';
import { describeTasks, untilStable } from '../../emulator/demo/watch.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { Engine, EngineError } from '../../emulator/runtime/docker/engine/engine.ts';
import { readEngineHost } from '../../emulator/runtime/docker/engine/engine-host.ts';
import { importImage } from '../../emulator/runtime/docker/images/import-image.ts';
import { tinyProgram } from '../../fixtures/tiny-program.ts';
import { promptStopTimeout } from '../support/docker/container/prompt-stop-timeout.ts';
import { startDockerWorld } from '../support/docker/docker-world.ts';
import { fargateDefinition } from '../support/ecs/fargate-definition.ts';

/** Builds the tag anew; resolves with the id of the image that it names now. */
async function build(engine: Engine, tag: string, version: string): Promise<string> {
  const { architecture } = await readEngineHost(engine);
  await importImage(engine, {
    tag,
    files: [{ path: '/wait', content: tinyProgram(architecture), executable: true }],
    changes: ['ENTRYPOINT ["/wait"]', `LABEL version=${version}`],
  });
  return (await engine.read<{ Id: string }>({ path: `/images/${tag}/json` })).Id;
}

test('a replacement runs the image of before a rebuild, a new deployment the rebuilt one', async () => {
  await using cleanUp = new Disposal();
  const engine = await Engine.open();
  const tag = `drydock-test/${uuid()}:1`;
  const oldId = await build(engine, tag, '1');
  for (const image of [oldId, tag]) cleanUp.defer(() => remove(engine, image));
  const world = cleanUp.use(await startDockerWorld());
  const { clients } = world;
  const { network } = await buildShop(clients, { say: () => {} });
  await clients.ecs.send(
    new RegisterTaskDefinitionCommand(
      fargateDefinition(shop.family, {
        containerDefinitions: [{ name: 'app', image: tag, stopTimeout: promptStopTimeout }],
      }),
    ),
  );
  const named = { cluster: shop.cluster, taskDefinition: shop.family };
  await clients.ecs.send(
    new CreateServiceCommand({
      ...named,
      serviceName: shop.service,
      desiredCount: 1,
      launchType: 'FARGATE',
      networkConfiguration: network,
    }),
  );
  await untilStable(clients);
  const [first] = await describeTasks(clients);
  expect(await imageOf(engine, first)).toBe(oldId);
  const newId = await build(engine, tag, '2');
  await engine.run({ method: 'POST', path: `/containers/${containerOf(first).runtimeId}/kill` });
  const replacement = await untilRunning(clients, first);
  expect(containerOf(replacement).image).toBe(tag);
  expect(await imageOf(engine, replacement)).toBe(oldId);
  await untilStable(clients);
  await clients.ecs.send(
    new UpdateServiceCommand({ ...named, service: shop.service, forceNewDeployment: true }),
  );
  await untilStable(clients);
  const [deployed] = await describeTasks(clients);
  expect(await imageOf(engine, deployed)).toBe(newId);
  expect(newId).not.toBe(oldId);
});

/** No error when it went with another of its names. */
async function remove(engine: Engine, image: string): Promise<void> {
  try {
    await engine.run({ method: 'DELETE', path: `/images/${image}`, query: { force: true } });
  } catch (error) {
    if (!(error instanceof EngineError && error.statusCode === 404)) throw error;
  }
}

const containerOf = (task: Task | undefined) => task?.containers?.[0] ?? {};

/** The id of the image that the task's container is made of. */
async function imageOf(engine: Engine, task: Task | undefined): Promise<string> {
  const { runtimeId } = containerOf(task);
  return (await engine.read<{ Image: string }>({ path: `/containers/${runtimeId}/json` })).Image;
}

/** Resolves with the service's task that runs in the place of another. */
function untilRunning(clients: DemoClients, replaced: Task | undefined): Promise<Task> {
  return until('another task runs in its place', async () =>
    (await describeTasks(clients)).find(
      ({ taskArn, lastStatus }) => taskArn !== replaced?.taskArn && lastStatus === 'RUNNING',
    ),
  );
}
