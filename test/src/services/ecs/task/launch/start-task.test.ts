import {
  DeregisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  StartTaskCommand,
  type StartTaskCommandInput,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../../support/ecs/api-for-all.ts';
import { type EcsApi, startEcsApi } from '../../../../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../../../../support/ecs/registered-instance.ts';
import { refusal } from '../../../../../support/refusal.ts';

async function prepare(api: EcsApi) {
  await api.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'job',
      placementConstraints: [{ type: 'memberOf', expression: 'attribute:stack == blue' }],
      containerDefinitions: [
        { name: 'web', image: 'nginx', memory: 128, portMappings: [{ containerPort: 80, hostPort: 8080 }] },
      ],
    }),
  );
  return registeredInstance(api);
}

const start = (api: EcsApi, rest: Partial<StartTaskCommandInput> = {}) =>
  api.ecs.send(new StartTaskCommand({ taskDefinition: 'job', containerInstances: [], ...rest }));

test('starts a task on each instance that is named, whatever the constraints say', async () => {
  await using api = await startEcsApi();
  const { containerInstanceArn, id } = await prepare(api);
  const other = await registeredInstance(api);
  const { tasks, failures } = await start(api, {
    containerInstances: [id, other.containerInstanceArn],
    startedBy: 'me',
    group: 'mine',
    tags: [{ key: 'team', value: 'shop' }],
    overrides: { containerOverrides: [{ name: 'web', command: ['run'] }] },
  });
  const shared = {
    launchType: 'EC2',
    lastStatus: 'PENDING',
    startedBy: 'me',
    group: 'mine',
    tags: [{ key: 'team', value: 'shop' }],
    overrides: { containerOverrides: [{ name: 'web', command: ['run'] }] },
  };
  expect(tasks).toMatchObject([
    { ...shared, containerInstanceArn },
    { ...shared, containerInstanceArn: other.containerInstanceArn },
  ]);
  expect(failures).toEqual([]);
});

test('an instance that is unknown, gone or full is a failure by its name', async () => {
  await using api = await startEcsApi();
  const { containerInstanceArn, id } = await prepare(api);
  const gone = await registeredInstance(api);
  await api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance: gone.id }));
  const unknown = 'arn:aws:ecs:us-east-1:000000000000:container-instance/default/a1';
  const { tasks, failures } = await start(api, { containerInstances: [id, unknown, gone.id, id] });
  expect(tasks).toHaveLength(1);
  expect(failures).toEqual([
    { arn: unknown, reason: 'MISSING' },
    { arn: gone.containerInstanceArn, reason: 'INACTIVE' },
    { arn: containerInstanceArn, reason: 'RESOURCE:PORTS' },
  ]);
});

describe('refuses', () => {
  const api = apiForAll(prepare);

  test.each<[Partial<StartTaskCommandInput>, string, string]>([
    [{ containerInstances: [] }, 'InvalidParameterException', 'Container Instances cannot be empty.'],
    [
      { containerInstances: Array.from({ length: 11 }, (_, index) => `i${index}`) },
      'InvalidParameterException',
      'instanceIds can have at most 10 items.',
    ],
    [{ startedBy: 'x'.repeat(37) }, 'InvalidParameterException', 'startedBy longer than 36.'],
    [{ startedBy: 'a b' }, 'InvalidParameterException', 'startedBy contains invalid characters.'],
    [{ group: 'service:web' }, 'InvalidParameterException', 'Invalid namespace for group.'],
    [{ taskDefinition: 'gone' }, 'ClientException', 'TaskDefinition not found.'],
    [{ cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
  ])('%j', async (input, name, message) => {
    expect(await refusal(start(api(), { containerInstances: ['a1'], ...input }))).toEqual({
      ...{ name, message, status: 400 },
    });
  });
});
