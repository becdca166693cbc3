import {
  CreateServiceCommand,
  DeleteTaskSetCommand,
  type DeleteTaskSetCommandInput,
  DescribeServicesCommand,
  DescribeTaskSetsCommand,
  type DescribeTaskSetsCommandInput,
  type Scale,
  type TaskSet,
  UpdateServicePrimaryTaskSetCommand,
  UpdateTaskSetCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { createExternalService, createTaskSet } from '../../../../support/ecs/external-service.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { launchedServiceTask } from '../../../../support/ecs/launched-service-task.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const web = { cluster: 'default', service: 'web' };
const unknownId = 'ecs-svc/1234567890123456789';
const unknownArn = `arn:aws:ecs:us-east-1:000000000000:task-set/default/web/${unknownId}`;
const notFound = {
  name: 'TaskSetNotFoundException',
  message: 'The specified task set was not found.',
  status: 400,
};
const invalid = (message: string) => ({ name: 'InvalidParameterException', message, status: 400 });

const describeSets = (api: EcsApi, rest: Partial<DescribeTaskSetsCommandInput> = {}) =>
  reply(api.ecs.send(new DescribeTaskSetsCommand({ ...web, ...rest })));
const update = (api: EcsApi, taskSet: string | undefined, scale: Scale) =>
  api.ecs.send(new UpdateTaskSetCommand({ ...web, taskSet, scale }));
const promote = (api: EcsApi, primaryTaskSet: string | undefined) =>
  api.ecs.send(new UpdateServicePrimaryTaskSetCommand({ ...web, primaryTaskSet }));
const remove = (api: EcsApi, taskSet: string | undefined, rest: Partial<DeleteTaskSetCommandInput> = {}) =>
  api.ecs.send(new DeleteTaskSetCommand({ ...web, taskSet, ...rest }));

/** Two task sets of one service, the older first; a second passed since. */
async function scene(): Promise<{ api: EcsApi; blue: TaskSet; green: TaskSet } & AsyncDisposable> {
  const api = await startEcsApi();
  await createExternalService(api);
  const blue = await createTaskSet(api, { scale: { value: 100, unit: 'PERCENT' } });
  await api.clock.advance(1000);
  const green = await createTaskSet(api, { tags: [{ key: 'team', value: 'a' }] });
  await api.clock.advance(1000);
  return { api, blue, green, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

describe('DescribeTaskSets', () => {
  test('shows all, the newest first, with tags where they are asked for', async () => {
    await using all = await scene();
    const { api, blue, green } = all;
    expect(await describeSets(api, { include: ['TAGS'] })).toEqual({ taskSets: [green, blue], failures: [] });
    expect(await describeSets(api)).toEqual({ taskSets: [{ ...green, tags: [] }, blue], failures: [] });
  });

  test('finds by id and by ARN in the order asked, and lists what is missing', async () => {
    await using all = await scene();
    const { api, blue, green } = all;
    const taskSets = [blue.id ?? '', unknownId, green.taskSetArn ?? ''];
    expect(await describeSets(api, { taskSets, include: ['TAGS'] })).toEqual({
      taskSets: [blue, green],
      failures: [{ arn: unknownArn, reason: 'MISSING' }],
    });
  });

  test('refuses what has no task sets', async () => {
    await using all = await scene();
    const { api } = all;
    await api.ecs.send(new CreateServiceCommand(fargateService(api, 'rolling', { taskDefinition: 'web' })));
    expect(await refusal(describeSets(api, { service: 'rolling' }))).toEqual(
      invalid(
        'Amazon ECS only supports task set management on services configured to use external deployment controllers.',
      ),
    );
    expect(await refusal(describeSets(api, { service: 'none' }))).toMatchObject({
      name: 'ServiceNotFoundException',
    });
  });
});

describe('UpdateTaskSet', () => {
  test('answers with the new scale, STABILIZING', async () => {
    await using all = await scene();
    const { api, green } = all;
    const at = new Date(api.clock.now());
    const expected = {
      ...green,
      scale: { value: 12.5, unit: 'PERCENT' },
      updatedAt: at,
      stabilityStatusAt: at,
    };
    expect(await reply(update(api, green.id, { value: 12.5, unit: 'PERCENT' }))).toEqual({
      taskSet: expected,
    });
    expect((await describeSets(api, { include: ['TAGS'] })).taskSets?.[0]).toEqual(expected);
  });

  test('refuses what is no percentage, what is unknown, and what is going', async () => {
    await using all = await scene();
    const { api, blue, green } = all;
    expect(await refusal(update(api, green.id, { value: 101 }))).toEqual(
      invalid('Scale value must be between 0 and 100.'),
    );
    expect(await refusal(update(api, unknownId, { value: 1 }))).toEqual(notFound);
    await remove(api, blue.id, { force: true });
    expect(await refusal(update(api, blue.id, { value: 1 }))).toEqual(
      invalid('TaskSet cannot be updated while it is DRAINING'),
    );
  });
});

describe('UpdateServicePrimaryTaskSet', () => {
  test('makes one PRIMARY, which the service shows as its own, and the other ACTIVE', async () => {
    await using all = await scene();
    const { api, blue, green } = all;
    const described = async () =>
      (await api.ecs.send(new DescribeServicesCommand({ services: ['web'], include: ['TAGS'] })))
        .services?.[0];
    const before = await described();
    expect(before).toMatchObject({ launchType: 'EC2', taskSets: [green, blue] });
    expect([before?.taskDefinition, before?.networkConfiguration, before?.platformVersion]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const updatedAt = new Date(api.clock.now());
    const primary = { ...blue, status: 'PRIMARY', updatedAt };
    expect(await reply(promote(api, blue.taskSetArn))).toEqual({ taskSet: primary });
    expect(await described()).toEqual({
      ...before,
      launchType: 'FARGATE',
      platformVersion: 'LATEST',
      platformFamily: 'Linux',
      taskDefinition: blue.taskDefinition,
      networkConfiguration: blue.networkConfiguration,
      taskSets: [primary, green],
    });
    await promote(api, green.id);
    expect((await described())?.taskSets?.map(({ id, status }) => [id, status])).toEqual([
      [green.id, 'PRIMARY'],
      [blue.id, 'ACTIVE'],
    ]);
  });

  test('refuses what is unknown', async () => {
    await using all = await scene();
    expect(await refusal(promote(all.api, unknownArn))).toEqual(notFound);
    expect(await refusal(promote(all.api, unknownArn.replace('/web/', '/other/')))).toEqual(notFound);
  });
});

describe('DeleteTaskSet', () => {
  test('answers with the task set, DRAINING, and again', async () => {
    await using all = await scene();
    const { api, green } = all;
    const at = new Date(api.clock.now());
    const expected = { ...green, status: 'DRAINING', updatedAt: at, stabilityStatusAt: at };
    expect(await reply(remove(api, green.id))).toEqual({ taskSet: expected });
    await api.clock.advance(1000);
    expect(await reply(remove(api, green.id))).toEqual({ taskSet: expected });
    expect(await refusal(promote(api, green.id))).toEqual(
      invalid('TaskSet cannot be updated while it is DRAINING'),
    );
  });

  test('needs force for one that is scaled above 0 and has tasks', async () => {
    await using api = await startEcsApi();
    await createExternalService(api);
    const blue = await createTaskSet(api, { scale: { value: 100, unit: 'PERCENT' } });
    launchedServiceTask(api, blue.serviceArn ?? '');
    for (const force of [undefined, false])
      expect(await refusal(remove(api, blue.id, { force }))).toEqual(
        invalid('TaskSet cannot be deleted while it is scaled above 0'),
      );
    expect((await remove(api, blue.id, { force: true })).taskSet?.status).toBe('DRAINING');
  });

  test('refuses the primary one, and what is unknown', async () => {
    await using all = await scene();
    const { api, green } = all;
    await promote(api, green.id);
    for (const force of [false, true])
      expect(await refusal(remove(api, green.id, { force }))).toEqual(
        invalid('Primary TaskSet cannot be deleted'),
      );
    expect(await refusal(remove(api, unknownId, { force: true }))).toEqual(notFound);
  });
});
