import { CreateClusterCommand, DeregisterTaskDefinitionCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { runJob, startApiWithJob } from '../../../../../support/ecs/fargate-job.ts';
import { refusal } from '../../../../../support/refusal.ts';
import { reply } from '../../../../../support/reply.ts';

describe('with a client token', () => {
  test('starts the same request once, even when its definition has gone meanwhile', async () => {
    await using api = await startApiWithJob();
    const first = await reply(runJob(api, { clientToken: 'once', count: 2 }));
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:1' }));
    expect(await reply(runJob(api, { clientToken: 'once', count: 2 }))).toEqual(first);
    expect((await api.ecs.send(new ListTasksCommand({}))).taskArns).toHaveLength(2);
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
