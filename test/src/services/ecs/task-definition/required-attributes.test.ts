import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { requiredAttributes } from '../../../../../src/services/ecs/task-definition/required-attributes.ts';

const basic = 'com.amazonaws.ecs.capability.docker-remote-api.1.18';

const asm = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:token-AbCdEf';

test.each<[string, ContainerDefinition, readonly string[]]>([
  [
    'a secret option of each store',
    {
      logConfiguration: {
        logDriver: 'splunk',
        secretOptions: [
          { name: 'splunk-token', valueFrom: asm },
          { name: 'splunk-url', valueFrom: '/url' },
        ],
      },
    },
    [
      'com.amazonaws.ecs.capability.logging-driver.splunk',
      basic,
      'ecs.capability.secrets.asm.bootstrap.log-driver',
      'ecs.capability.secrets.ssm.bootstrap.log-driver',
    ],
  ],
  [
    'a Fluent Bit router with a file',
    { firelensConfiguration: { type: 'fluentbit', options: { 'config-file-type': 'file' } } },
    [basic, 'ecs.capability.firelens.fluentbit', 'ecs.capability.firelens.options.config.file'],
  ],
  [
    'a Fluentd router with a file on S3',
    { firelensConfiguration: { type: 'fluentd', options: { 'config-file-type': 's3' } } },
    [basic, 'ecs.capability.firelens.fluentd', 'ecs.capability.firelens.options.config.s3'],
  ],
])('%s asks for its capabilities', (_what, container, attributes) => {
  expect(requiredAttributes({}, [container])).toEqual(attributes);
});
