import {
  DescribeContainerInstancesCommand,
  type DescribeContainerInstancesCommandInput,
  type Resource,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { taskOnInstance } from '../../../../support/ecs/task-on-instance.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const describeInstances = (
  api: EcsApi,
  containerInstances: string[],
  include?: DescribeContainerInstancesCommandInput['include'],
) => reply(api.ecs.send(new DescribeContainerInstancesCommand({ containerInstances, include })));
/** Amounts as they are; ports as numbers. */
const amounts = (resources: Resource[] = []) =>
  Object.fromEntries(
    resources.map(({ name, integerValue, stringSetValue }) => [
      name,
      stringSetValue?.map(Number) ?? integerValue,
    ]),
  );

test('finds by id and by ARN in the order asked, and lists what is missing', async () => {
  await using api = await startEcsApi();
  const { id, ...first } = await registeredInstance(api);
  const { id: _id, ...second } = await registeredInstance(api);
  const elsewhere = await registeredInstance(api, { cluster: 'other' });
  const asked = [second.containerInstanceArn, 'gone', id, elsewhere.id];
  const arnOf = (name: string) => `arn:aws:ecs:us-east-1:000000000000:container-instance/default/${name}`;
  expect(await describeInstances(api, asked)).toEqual({
    containerInstances: [second, first],
    failures: [
      { arn: arnOf('gone'), reason: 'MISSING' },
      { arn: arnOf(elsewhere.id), reason: 'MISSING' },
    ],
  });
});

test('shows tags and health where they are asked for', async () => {
  await using api = await startEcsApi();
  const tags = [{ key: 'team', value: 'a' }];
  const { id, containerInstanceArn } = await registeredInstance(api, { tags });
  const [bare] = (await describeInstances(api, [id])).containerInstances ?? [];
  expect(bare).toMatchObject({ containerInstanceArn, tags: [] });
  expect(bare).not.toHaveProperty('healthStatus');
  const whole = await describeInstances(api, [id], ['TAGS', 'CONTAINER_INSTANCE_HEALTH']);
  expect(whole.containerInstances).toEqual([
    { ...bare, tags, healthStatus: { overallStatus: 'INSUFFICIENT_DATA', details: [] } },
  ]);
});

test('counts the tasks on the instance, and what they hold of it until they are STOPPED', async () => {
  await using api = await startEcsApi();
  const { id, containerInstanceArn: arn } = await registeredInstance(api);
  const other = await registeredInstance(api);
  taskOnInstance(api, other.containerInstanceArn, { cpu: 1, tcpPorts: [8080] });
  const web = taskOnInstance(api, arn, { cpu: 512, memoryMiB: 256, tcpPorts: [80, 443] });
  taskOnInstance(api, arn, { memoryMiB: 128, udpPorts: [53] });
  const seen = async () => {
    const [instance] = (await describeInstances(api, [id])).containerInstances ?? [];
    const { runningTasksCount: running, pendingTasksCount: pending, version } = instance ?? {};
    expect(amounts(instance?.registeredResources)).toEqual({
      ...{ CPU: 2048, MEMORY: 4096, PORTS: [22, 2375, 2376, 51678, 51679], PORTS_UDP: [] },
    });
    return { running, pending, version, left: amounts(instance?.remainingResources) };
  };
  const reserved = [22, 2375, 2376, 51678, 51679];
  const both = { CPU: 1536, MEMORY: 3712, PORTS: [...reserved, 80, 443], PORTS_UDP: [53] };
  expect(await seen()).toEqual({ running: 0, pending: 2, version: 1, left: both });
  api.observe(web, { lastStatus: 'RUNNING' });
  expect(await seen()).toEqual({ running: 1, pending: 1, version: 1, left: both });
  await api.ecs.send(new StopTaskCommand({ task: web }));
  expect(await seen()).toEqual({ running: 0, pending: 1, version: 1, left: both });
  api.observe(web, { lastStatus: 'STOPPED' });
  const rest = { CPU: 2048, MEMORY: 3968, PORTS: reserved, PORTS_UDP: [53] };
  expect(await seen()).toEqual({ running: 0, pending: 1, version: 1, left: rest });
});

describe('refuses', () => {
  const shared = apiForAll(registeredInstance);

  test.each<[string, object, string, string]>([
    ['no instances', {}, 'InvalidParameterException', 'Container Instances cannot be empty.'],
    [
      'an empty list',
      { containerInstances: [] },
      'InvalidParameterException',
      'Container Instances cannot be empty.',
    ],
    [
      'more than a hundred',
      { containerInstances: Array.from({ length: 101 }, (_, n) => `i${n}`) },
      'InvalidParameterException',
      'instanceIds can have at most 100 items.',
    ],
    [
      'to include what AWS does not know',
      { containerInstances: ['a'], include: ['EVERYTHING'] },
      'InvalidParameterException',
      'include should be one of [TAGS,CONTAINER_INSTANCE_HEALTH]',
    ],
    [
      'an unknown cluster',
      { containerInstances: ['a'], cluster: 'gone' },
      'ClusterNotFoundException',
      'Cluster not found.',
    ],
  ])('%s', async (_case, body, name, message) => {
    expect(await rawRefusal(shared(), 'DescribeContainerInstances', body)).toEqual({
      name,
      message,
      status: 400,
    });
  });

  test('an ARN of something else', async () => {
    const task = 'arn:aws:ecs:us-east-1:000000000000:task/default/a1';
    expect(await refusal(describeInstances(shared(), [task]))).toEqual({
      name: 'InvalidParameterException',
      message: 'Unsupported resource type: task',
      status: 400,
    });
  });
});
