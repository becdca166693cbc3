import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTagsForResourceCommand,
  ListTasksCommand,
  type PropagateTags,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { workOnService } from '../../../../emulator/reconciler/service/service-work.ts';
import { defaultTiming } from '../../../../src/plan/timing.ts';
import { type EcsApi, startEcsApi } from '../../../support/ecs/ecs-api.ts';
import {
  createExternalService,
  createTaskSet,
  webServiceArn,
} from '../../../support/ecs/external-service.ts';
import { registeredInstance } from '../../../support/ecs/registered-instance.ts';
import { refusal } from '../../../support/refusal.ts';

const full = { value: 100, unit: 'PERCENT' } as const;

/** Lets the service's scheduler work once. */
function schedule({ context, clock }: EcsApi): void {
  const { ecs } = context;
  workOnService(
    {
      ...ecs,
      tag: (arn, tags) => ecs.tags.put(arn, tags),
      tagsOf: (arn) => ecs.tags.list(arn),
      clock,
      timing: defaultTiming,
      definitions: ecs.taskDefinitions,
      targetHealth: () => ({ state: 'pending' }),
    },
    webServiceArn,
  );
}

async function tasksOf(api: EcsApi, startedBy: string | undefined) {
  const { taskArns } = await api.ecs.send(new ListTasksCommand({ startedBy }));
  return (await api.ecs.send(new DescribeTasksCommand({ tasks: taskArns, include: ['TAGS'] }))).tasks ?? [];
}

test.each<[PropagateTags, { key: string; value: string }[]]>([
  ['NONE', []],
  ['SERVICE', [{ key: 'team', value: 'service' }]],
])(
  'starts the tasks of a task set, with the tags of their service: propagateTags %s',
  async (propagateTags, tags) => {
    await using api = await startEcsApi();
    await createExternalService(api, { propagateTags, tags: [{ key: 'team', value: 'service' }] });
    const taskSet = await createTaskSet(api, { scale: full, tags: [{ key: 'team', value: 'task set' }] });
    schedule(api);
    const tasks = await tasksOf(api, taskSet.id);
    expect(
      tasks.map((task) => [task.startedBy, task.group, task.launchType, task.platformVersion, task.tags]),
    ).toEqual([
      [taskSet.id, 'service:web', 'FARGATE', '1.4.0', tags],
      [taskSet.id, 'service:web', 'FARGATE', '1.4.0', tags],
    ]);
  },
);

test('counts the tasks of each task set, and in the service those of all', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  const blue = await createTaskSet(api, { scale: full });
  const green = await createTaskSet(api, { scale: { value: 50, unit: 'PERCENT' } });
  schedule(api);
  for (const { taskArn } of await tasksOf(api, blue.id))
    api.observe(taskArn ?? '', { lastStatus: 'RUNNING' });
  const { services } = await api.ecs.send(new DescribeServicesCommand({ services: ['web'] }));
  expect(services?.[0]).toMatchObject({
    ...{ desiredCount: 2, runningCount: 2, pendingCount: 1 },
    taskSets: [
      { id: green.id, computedDesiredCount: 1, runningCount: 0, pendingCount: 1 },
      { id: blue.id, computedDesiredCount: 2, runningCount: 2, pendingCount: 0 },
    ],
  });
});

test('says why no container instance has a place, and starts tasks once one has', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  await api.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'on-instances',
      containerDefinitions: [{ name: 'web', image: 'nginx', memory: 128 }],
    }),
  );
  const { id } = await createTaskSet(api, {
    ...{ taskDefinition: 'on-instances', launchType: 'EC2', networkConfiguration: undefined },
    scale: full,
  });
  schedule(api);
  const { services } = await api.ecs.send(new DescribeServicesCommand({ services: ['web'] }));
  expect(services?.[0]?.events?.map(({ message }) => message)).toEqual([
    `(service web, taskSet ${id}) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
    `(service web) updated computedDesiredCount for taskSet ${id} to 2.`,
  ]);
  await registeredInstance(api);
  schedule(api);
  expect((await tasksOf(api, id)).map(({ launchType }) => launchType)).toEqual(['EC2', 'EC2']);
});

test('forgets a deleted task set with its tags', async () => {
  await using api = await startEcsApi();
  await createExternalService(api);
  const { taskSetArn = '' } = await createTaskSet(api, { tags: [{ key: 'a', value: '1' }] });
  const { taskSets, tags } = api.context.ecs;
  const taskSet = taskSets.find(taskSetArn);
  if (taskSet === undefined) throw new Error('the task set is not kept');
  taskSets.drain(taskSet, api.clock.now());
  schedule(api);
  expect([taskSets.find(taskSetArn), tags.list(taskSetArn)]).toEqual([undefined, []]);
  expect(
    await refusal(api.ecs.send(new ListTagsForResourceCommand({ resourceArn: taskSetArn }))),
  ).toMatchObject({ name: 'ResourceNotFoundException' });
});
