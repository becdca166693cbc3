import { StartTaskCommand, type StartTaskCommandInput } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { runOneTask } from '../../../../support/ecs/run-one-task.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const api = apiForAll(runOneTask);
const arn = 'arn:aws:ecs:us-east-1:000000000000:container-instance/default/b2';
const start = (rest: Partial<StartTaskCommandInput> = {}) =>
  api().ecs.send(new StartTaskCommand({ taskDefinition: 'job', containerInstances: ['a1', arn], ...rest }));

test('names every container instance as MISSING, for there is none', async () => {
  expect(await reply(start())).toEqual({
    tasks: [],
    failures: [
      { arn: 'arn:aws:ecs:us-east-1:000000000000:container-instance/default/a1', reason: 'MISSING' },
      { arn, reason: 'MISSING' },
    ],
  });
});

describe('refuses', () => {
  test.each<[Partial<StartTaskCommandInput>, string, string]>([
    [{ containerInstances: [] }, 'InvalidParameterException', 'Container instances cannot be empty.'],
    [
      { containerInstances: Array.from({ length: 11 }, (_, index) => `i${index}`) },
      'InvalidParameterException',
      'Container instances cannot have more than 10 elements.',
    ],
    [
      { startedBy: 'x'.repeat(37) },
      'InvalidParameterException',
      'startedBy must be at most 36 letters, digits, hyphens, slashes and underscores.',
    ],
    [{ taskDefinition: 'gone' }, 'ClientException', 'TaskDefinition not found.'],
    [{ cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
  ])('%j', async (input, name, message) => {
    expect(await refusal(start(input))).toEqual({ name, message, status: 400 });
  });
});
