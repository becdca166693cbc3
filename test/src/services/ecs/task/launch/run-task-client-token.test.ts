import {
  CreateClusterCommand,
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  ListTasksCommand,
  StopTaskCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { runJob, startApiWithJob } from '../../../../../support/ecs/fargate-job.ts';
import { refusal } from '../../../../../support/refusal.ts';
import { reply } from '../../../../../support/reply.ts';

describe('with a client token', () => {
  test('starts the same request once, and answers with the tasks as they are by then', async () => {
    await using api = await startApiWithJob();
    const first = await reply(runJob(api, { clientToken: 'once', count: 2 }));
    expect(await reply(runJob(api, { clientToken: 'once', count: 2 }))).toEqual(first);
    expect((await api.ecs.send(new ListTasksCommand({}))).taskArns).toHaveLength(2);
    const arns = first.tasks?.map(({ taskArn = '' }) => taskArn) ?? [];
    await api.ecs.send(
      new TagResourceCommand({ resourceArn: arns[0], tags: [{ key: 'team', value: 'shop' }] }),
    );
    await api.ecs.send(new StopTaskCommand({ task: arns[1] }));
    const { tasks } = await runJob(api, { clientToken: 'once', count: 2 });
    expect(tasks).toMatchObject([
      { taskArn: arns[0], desiredStatus: 'RUNNING', tags: [{ key: 'team', value: 'shop' }] },
      { taskArn: arns[1], desiredStatus: 'STOPPED', tags: [] },
    ]);
  });

  test('refuses the same request once its definition is ACTIVE no more', async () => {
    await using api = await startApiWithJob();
    const input = { clientToken: 'once', taskDefinition: 'job:1' };
    await runJob(api, input);
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:1' }));
    const inactive = await refusal(runJob(api, input));
    await api.ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: ['job:1'] }));
    const name = 'InvalidParameterException';
    expect([inactive, await refusal(runJob(api, input))]).toEqual([
      { name, message: 'TaskDefinition is inactive', status: 400 },
      { name, message: 'TaskDefinition is being deleted', status: 400 },
    ]);
  });

  test('takes another way to name the cluster for another request', async () => {
    await using api = await startApiWithJob();
    await runJob(api, { clientToken: 'once', cluster: 'default' });
    const cluster = 'arn:aws:ecs:us-east-1:000000000000:cluster/default';
    expect(await refusal(runJob(api, { clientToken: 'once', cluster }))).toMatchObject({
      name: 'ConflictException',
    });
  });

  test('refuses another request with the tasks that the token led to', async () => {
    await using api = await startApiWithJob();
    const { tasks = [] } = await runJob(api, { clientToken: 'once' });
    const error: unknown = await runJob(api, { clientToken: 'once', count: 2 }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      name: 'ConflictException',
      message: 'The clientToken was used in an earlier request with different parameters.',
      resourceIds: [tasks[0]?.taskArn],
    });
  });

  test('forgets the token after a day, and a refused request at once', async () => {
    await using api = await startApiWithJob();
    await refusal(runJob(api, { clientToken: 'once', count: 11 }));
    const first = await reply(runJob(api, { clientToken: 'once' }));
    await api.clock.advance(86_400_001);
    const second = await reply(runJob(api, { clientToken: 'once' }));
    expect(second.tasks?.[0]?.taskArn).not.toBe(first.tasks?.[0]?.taskArn);
  });

  test('tells clusters apart', async () => {
    await using api = await startApiWithJob();
    await api.ecs.send(new CreateClusterCommand({ clusterName: 'other' }));
    const first = await reply(runJob(api, { clientToken: 'once' }));
    const second = await reply(runJob(api, { clientToken: 'once', cluster: 'other' }));
    expect(second.tasks?.[0]?.clusterArn).not.toBe(first.tasks?.[0]?.clusterArn);
  });
});
