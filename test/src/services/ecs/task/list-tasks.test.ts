import {
  CreateServiceCommand,
  ListTasksCommand,
  type ListTasksCommandInput,
  paginateListTasks,
  RegisterTaskDefinitionCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../../support/ecs/fargate-service.ts';
import { launchedServiceTask } from '../../../../support/ecs/launched-service-task.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { runOneTask } from '../../../../support/ecs/run-one-task.ts';
import { taskOnInstance } from '../../../../support/ecs/task-on-instance.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

/** Two tasks of their own, one of which is stopping, one task of a service, and one in another cluster. */
async function apiWithTasks() {
  const api = await startEcsApi();
  const other = await runOneTask(api, { cluster: 'other' });
  const job = await runOneTask(api, { startedBy: 'me' });
  const stopping = await runOneTask(api, {}, { family: 'brief' });
  await api.ecs.send(new StopTaskCommand({ task: stopping }));
  return { api, tasks: { other, job, stopping, ofService: await serviceTask(api) } };
}

/** A task as the service's scheduler would launch it. */
async function serviceTask(api: EcsApi): Promise<string> {
  await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
  const { service } = await api.ecs.send(new CreateServiceCommand(fargateService(api, 'web')));
  return launchedServiceTask(api, service?.serviceArn ?? '');
}

type Name = 'other' | 'job' | 'stopping' | 'ofService';

test.each<[ListTasksCommandInput, Name[]]>([
  [{}, ['job', 'ofService']],
  [{ desiredStatus: 'RUNNING' }, ['job', 'ofService']],
  [{ desiredStatus: 'STOPPED' }, ['stopping']],
  [{ desiredStatus: 'PENDING' }, []],
  [{ cluster: 'other' }, ['other']],
  [{ cluster: 'arn:aws:ecs:us-east-1:000000000000:cluster/other' }, ['other']],
  [{ serviceName: 'web' }, ['ofService']],
  [{ serviceName: 'arn:aws:ecs:us-east-1:000000000000:service/default/web' }, ['ofService']],
  [{ serviceName: 'web', family: 'job' }, []],
  [{ family: 'job' }, ['job']],
  [{ family: 'brief', desiredStatus: 'STOPPED' }, ['stopping']],
  [{ startedBy: 'me' }, ['job']],
  [{ launchType: 'FARGATE' }, ['job', 'ofService']],
  [{ launchType: 'EC2' }, []],
  [{ containerInstance: 'i' }, []],
  [{ daemonName: 'd' }, []],
])('lists by %j', async (input, names) => {
  const { api, tasks } = await apiWithTasks();
  await using _api = api;
  expect(await reply(api.ecs.send(new ListTasksCommand(input)))).toEqual({
    taskArns: names.map((name) => tasks[name]),
  });
});

test('lists the tasks of a container instance, by its id or ARN', async () => {
  await using api = await startEcsApi();
  const { id, containerInstanceArn } = await registeredInstance(api);
  const other = await registeredInstance(api);
  await runOneTask(api);
  taskOnInstance(api, other.containerInstanceArn);
  const first = taskOnInstance(api, containerInstanceArn);
  const second = taskOnInstance(api, containerInstanceArn);
  const stopped = taskOnInstance(api, containerInstanceArn);
  await api.ecs.send(new StopTaskCommand({ task: stopped }));
  const list = (input: ListTasksCommandInput) => reply(api.ecs.send(new ListTasksCommand(input)));
  for (const containerInstance of [id, containerInstanceArn]) {
    expect(await list({ containerInstance })).toEqual({ taskArns: [first, second] });
    expect(await list({ containerInstance, desiredStatus: 'STOPPED' })).toEqual({ taskArns: [stopped] });
    expect(await list({ containerInstance, launchType: 'FARGATE' })).toEqual({ taskArns: [] });
  }
});

test('lists page by page in order of creation, though the page before has stopped', async () => {
  await using api = await startEcsApi();
  const arns: string[] = [];
  for (let n = 0; n < 12; n += 1) arns.push(await runOneTask(api));
  const pages: (string[] | undefined)[] = [];
  for await (const { taskArns = [] } of paginateListTasks({ client: api.ecs, pageSize: 9 }, {})) {
    pages.push(taskArns);
    for (const task of taskArns) await api.ecs.send(new StopTaskCommand({ task }));
  }
  expect(pages).toEqual([arns.slice(0, 9), arns.slice(9)]);
});

describe('refuses', () => {
  test('an unknown service', async () => {
    await using api = await startEcsApi();
    await runOneTask(api);
    expect(await refusal(api.ecs.send(new ListTasksCommand({ serviceName: 'gone' })))).toEqual({
      name: 'ServiceNotFoundException',
      message: 'Service not found.',
      status: 400,
    });
  });

  test('an unknown cluster', async () => {
    await using api = await startEcsApi();
    expect(await refusal(api.ecs.send(new ListTasksCommand({})))).toEqual({
      name: 'ClusterNotFoundException',
      message: 'Cluster not found.',
      status: 400,
    });
  });

  test.each<[object, string]>([
    [{ startedBy: 'me', family: 'job' }, 'startedBy must be the only filter.'],
    [{ startedBy: 'me', daemonName: 'd' }, 'startedBy must be the only filter.'],
    [{ desiredStatus: 'GONE' }, 'Desired status should be one of [RUNNING,PENDING,STOPPED]'],
    [{ launchType: 'MOON' }, 'Launch type should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]'],
    [{ maxResults: 0 }, 'maxResults must be between 1 and 100.'],
    [{ maxResults: 101 }, 'maxResults must be between 1 and 100.'],
    [{ nextToken: 'x' }, 'Invalid token.'],
  ])('%j', async (body, message) => {
    await using api = await startEcsApi();
    await runOneTask(api);
    expect(await rawRefusal(api, 'ListTasks', body)).toEqual({
      name: 'InvalidParameterException',
      message,
      status: 400,
    });
  });
});
