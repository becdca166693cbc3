import {
  CreateClusterCommand,
  DescribeTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { fargateDefinition } from '../../support/ecs/fargate-definition.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';
import { taskEnding } from '../../support/system/task-ending.ts';

const image = 'registry.example/app:1';
const credentials = { username: 'u', password: 'p' };

/** Runs a task of a private image whose definition names the secret `registry`; resolves with it after a while. */
async function runPrivate(world: SimulatedWorld, secret?: string) {
  const { ecs } = world;
  if (secret !== undefined)
    await new SecretsManagerClient(world.client).send(
      new CreateSecretCommand({ Name: 'registry', SecretString: secret }),
    );
  await ecs.send(new CreateClusterCommand({}));
  await ecs.send(
    new RegisterTaskDefinitionCommand(
      fargateDefinition('private', {
        executionRoleArn: 'arn:aws:iam::000000000000:role/execution',
        containerDefinitions: [
          { name: 'app', image, repositoryCredentials: { credentialsParameter: 'registry' } },
        ],
      }),
    ),
  );
  const { tasks: [task] = [] } = await ecs.send(
    new RunTaskCommand({
      taskDefinition: 'private',
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: world.subnets.slice(0, 1) } },
    }),
  );
  await world.advance(60_000);
  const { tasks: [seen = {}] = [] } = await ecs.send(
    new DescribeTasksCommand({ tasks: [task?.taskArn ?? ''] }),
  );
  return seen;
}

function start(): Promise<SimulatedWorld> {
  return SimulatedWorld.start({ images: { [image]: { pull: { delayMs: 100, credentials } } } });
}

test('pulls an image of a private registry with the credentials of the secret', async () => {
  await using world = await start();
  expect((await runPrivate(world, JSON.stringify(credentials))).lastStatus).toBe('RUNNING');
});

test("tells the registry's refusal of wrong credentials", async () => {
  await using world = await start();
  expect(taskEnding(await runPrivate(world, '{"username":"u","password":"wrong"}'))).toMatchObject({
    lastStatus: 'STOPPED',
    stopCode: 'TaskFailedToStart',
    stoppedReason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: pull access denied for ${image}: unauthorized`,
  });
});

test('fails the task where the secret is missing, before anything is pulled', async () => {
  await using world = await start();
  const { stopCode, stoppedReason, pullStoppedAt } = await runPrivate(world);
  expect({ stopCode, stoppedReason, pullStoppedAt }).toEqual({
    stopCode: 'TaskFailedToStart',
    stoppedReason: expect.stringMatching(
      /^ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to get registry auth from asm: .*ResourceNotFoundException/,
    ),
    pullStoppedAt: undefined,
  });
});
