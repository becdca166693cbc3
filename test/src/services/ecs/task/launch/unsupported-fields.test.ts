import {
  type ContainerDefinition,
  ListTasksCommand,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { startEcsApi } from '../../../../../support/ecs/ecs-api.ts';
import { runOneTask } from '../../../../../support/ecs/run-one-task.ts';
import { refusal } from '../../../../../support/refusal.ts';

type Rest = Partial<RegisterTaskDefinitionCommandInput>;

const executionRoleArn = 'execution';
const logs = { 'awslogs-group': 'g', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'p' };
const one = (rest: Partial<ContainerDefinition>): Rest => ({
  executionRoleArn,
  containerDefinitions: [{ name: 'web', image: 'nginx', ...rest }],
});

test.each<[string, Rest]>([
  [
    'proxyConfiguration',
    {
      proxyConfiguration: {
        containerName: 'web',
        properties: [{ name: 'ProxyIngressPort', value: '15000' }],
      },
    },
  ],
  ['inferenceAccelerators', { inferenceAccelerators: [{ deviceName: 'd', deviceType: 't' }] }],
  ['enableFaultInjection', { enableFaultInjection: true }],
  [
    "resourceRequirements (container 'web')",
    one({ resourceRequirements: [{ type: 'InferenceAccelerator', value: 'd' }] }),
  ],
  ["credentialSpecs (container 'web')", one({ credentialSpecs: ['x'] })],
  [
    "logConfiguration.options (container 'web')",
    one({
      logConfiguration: { logDriver: 'awslogs', options: { ...logs, 'awslogs-endpoint': 'x' } },
    }),
  ],
])('names %s rather than ignoring it', async (field, definition) => {
  await using api = await startEcsApi();
  expect(await refusal(runOneTask(api, {}, definition))).toEqual({
    name: 'ClientException',
    message: `Drydock does not implement the task definition field ${field} yet.`,
    status: 400,
  });
  expect((await api.ecs.send(new ListTasksCommand({}))).taskArns).toEqual([]);
});

test('takes members that are given without effect', async () => {
  await using api = await startEcsApi();
  const definition = one({
    mountPoints: [],
    volumesFrom: [],
    links: [],
    systemControls: [],
    environmentFiles: [],
    dnsServers: [],
    dnsSearchDomains: [],
    extraHosts: [],
    resourceRequirements: [],
    dockerSecurityOptions: [],
    credentialSpecs: [],
    privileged: false,
    interactive: false,
    pseudoTerminal: false,
    disableNetworking: false,
    restartPolicy: { enabled: false },
    linuxParameters: { initProcessEnabled: true },
    logConfiguration: { logDriver: 'awslogs', options: logs, secretOptions: [] },
  });
  await runOneTask(
    api,
    {},
    { ...definition, volumes: [], inferenceAccelerators: [], enableFaultInjection: false },
  );
  expect((await api.ecs.send(new ListTasksCommand({}))).taskArns).toHaveLength(1);
});
