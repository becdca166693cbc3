import { RegisterTaskDefinitionCommand, type RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';

type Input = RegisterTaskDefinitionCommandInput;
const register = (api: EcsApi, input: Input) => api.ecs.send(new RegisterTaskDefinitionCommand(input));

describe('says that Fargate can run', () => {
  const base = fargateDefinition('web', { requiresCompatibilities: undefined });
  const withContainer = (rest: object): Input => ({
    ...base,
    containerDefinitions: [{ name: 'web', image: 'nginx', ...rest }],
  });

  test.each<[string, Input, string[]]>([
    ['what breaks none of its rules', base, ['EC2', 'FARGATE']],
    ['no size that it has not', { ...base, memory: '600' }, ['EC2']],
    [
      'nothing without a size',
      { ...withContainer({ memory: 8 }), cpu: undefined, memory: undefined },
      ['EC2'],
    ],
    ['nothing privileged', withContainer({ privileged: true }), ['EC2']],
    [
      'no log driver that it has not',
      withContainer({ logConfiguration: { logDriver: 'json-file' } }),
      ['EC2'],
    ],
    [
      'what waits as long as it may',
      withContainer({ startTimeout: 121, stopTimeout: 120 }),
      ['EC2', 'FARGATE'],
    ],
    ['nothing that takes longer to stop', withContainer({ stopTimeout: 121 }), ['EC2']],
    [
      'nothing with a capability',
      withContainer({ linuxParameters: { capabilities: { add: ['NET_ADMIN'] } } }),
      ['EC2'],
    ],
    ['nothing on a bridge', { ...base, networkMode: 'bridge' }, ['EXTERNAL', 'EC2']],
  ])('%s', async (_case, input, compatibilities) => {
    await using api = await startEcsApi();
    expect((await register(api, input)).taskDefinition?.compatibilities).toEqual(compatibilities);
  });
});
