import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { refusal } from '../../../../support/refusal.ts';

type Rest = Partial<RegisterTaskDefinitionCommandInput>;

async function registered(api: EcsApi, rest: Rest): Promise<TaskDefinition | undefined> {
  const input = { ...fargateDefinition('web'), requiresCompatibilities: undefined, ...rest };
  return (await api.ecs.send(new RegisterTaskDefinitionCommand(input))).taskDefinition;
}

const one = (rest: Partial<ContainerDefinition>): Rest => ({
  containerDefinitions: [{ name: 'web', image: 'nginx', ...rest }],
});

test.each([
  [undefined, undefined, 0],
  ['bridge', undefined, 0],
  ['bridge', 8080, 8080],
  ['host', undefined, 80],
  ['host', 80, 80],
  ['awsvpc', undefined, 80],
  ['awsvpc', 80, 80],
] as const)('in the mode %s the host port %s is shown as %d', async (networkMode, hostPort, shown) => {
  await using api = await startEcsApi();
  const definition = await registered(api, {
    networkMode,
    ...one({ portMappings: [{ containerPort: 80, hostPort }] }),
  });
  expect(definition?.containerDefinitions?.[0]?.portMappings).toEqual([
    { containerPort: 80, hostPort: shown, protocol: 'tcp' },
  ]);
  expect(definition?.networkMode).toBe(networkMode);
});

test('a health check gets its interval, timeout and retries, and no start period', async () => {
  await using api = await startEcsApi();
  const command = ['CMD', 'true'];
  const check = async (healthCheck: ContainerDefinition['healthCheck']) =>
    (await registered(api, one({ healthCheck })))?.containerDefinitions?.[0]?.healthCheck;
  expect([await check({ command }), await check({ command, interval: 5, startPeriod: 0 })]).toEqual([
    { command, interval: 30, timeout: 5, retries: 3 },
    { command, interval: 5, timeout: 5, retries: 3, startPeriod: 0 },
  ]);
});

test('a volume that names no kind is one with a host', async () => {
  await using api = await startEcsApi();
  const efs = { name: 'c', efsVolumeConfiguration: { fileSystemId: 'fs-1' } };
  const definition = await registered(api, { volumes: [{ name: 'a' }, { name: 'b', host: {} }, efs] });
  expect(definition?.volumes).toEqual([{ name: 'a', host: {} }, { name: 'b', host: {} }, efs]);
});

test('what only launches need is kept as it was given', async () => {
  await using api = await startEcsApi();
  const given: Rest = {
    taskRoleArn: 'arn:aws:iam::000000000000:role/app',
    pidMode: 'task',
    ephemeralStorage: { sizeInGiB: 21 },
    enableFaultInjection: true,
    proxyConfiguration: {
      type: 'APPMESH',
      containerName: 'web',
      properties: [{ name: 'ProxyIngressPort', value: '15000' }],
    },
    ...one({ versionConsistency: 'disabled', dockerLabels: { team: 'shop' } }),
  };
  expect(await registered(api, given)).toMatchObject(given);
});

test('a family is one of its account and region: another has its own revisions and sees no others', async () => {
  await using api = await startEcsApi();
  await registered(api, {});
  await registered(api, {});
  const revisions: (number | undefined)[] = [];
  for (const place of [{ accountId: '111111111111' }, { region: 'eu-west-1' }]) {
    const other = api.clientOf(place);
    expect((await other.send(new ListTaskDefinitionsCommand({}))).taskDefinitionArns).toEqual([]);
    expect(await refusal(other.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'web:2' })))).toEqual(
      {
        name: 'ClientException',
        message: 'Unable to describe task definition.',
        status: 400,
      },
    );
    const answer = await other.send(new RegisterTaskDefinitionCommand(fargateDefinition('web')));
    revisions.push(answer.taskDefinition?.revision);
  }
  expect(revisions).toEqual([1, 1]);
});
