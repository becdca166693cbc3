import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { requiredAttributes } from '../../../../../src/services/ecs/task-definition/required-attributes.ts';

const api = (version: string) => `com.amazonaws.ecs.capability.docker-remote-api.${version}`;
const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:x-AbCdEf';
const splunk = (valueFrom: string): ContainerDefinition => ({
  logConfiguration: { logDriver: 'splunk', secretOptions: [{ name: 'splunk-token', valueFrom }] },
});
const splunkDriver = 'com.amazonaws.ecs.capability.logging-driver.splunk';
const router = (type: 'fluentbit' | 'fluentd', configType?: string): ContainerDefinition => ({
  firelensConfiguration: {
    type,
    ...(configType === undefined ? {} : { options: { 'config-file-type': configType } }),
  },
});

test.each<[string, ContainerDefinition, string[]]>([
  ['nothing', {}, []],
  ['tmpfs', { linuxParameters: { tmpfs: [{ containerPath: '/t', size: 1 }] } }, [api('1.22')]],
  ['shared memory', { linuxParameters: { sharedMemorySize: 64 } }, [api('1.22')]],
  ['an init process', { linuxParameters: { initProcessEnabled: true } }, [api('1.25')]],
  ['none', { linuxParameters: { initProcessEnabled: false, tmpfs: [] } }, []],
  ['system controls', { systemControls: [{ namespace: 'net.a', value: '1' }] }, [api('1.24')]],
  ['a log secret', splunk(secret), [splunkDriver, 'ecs.capability.secrets.asm.bootstrap.log-driver']],
  ['a log parameter', splunk('token'), [splunkDriver, 'ecs.capability.secrets.ssm.bootstrap.log-driver']],
  ['Fluent Bit', router('fluentbit'), ['ecs.capability.firelens.fluentbit']],
  [
    'Fluentd with a file',
    router('fluentd', 'file'),
    ['ecs.capability.firelens.fluentd', 'ecs.capability.firelens.options.config.file'],
  ],
  [
    'a configuration in S3',
    router('fluentbit', 's3'),
    ['ecs.capability.firelens.fluentbit', 'ecs.capability.firelens.options.config.s3'],
  ],
  [
    'a range of ports',
    { portMappings: [{ containerPortRange: '80-90' }] },
    ['ecs.capability.network.container-port-range'],
  ],
  ['a restart policy', { restartPolicy: { enabled: true } }, ['ecs.capability.container-restart-policy']],
  ['a start timeout', { startTimeout: 10 }, ['ecs.capability.container-ordering']],
])('a container with %s', (_title, container, names) => {
  expect(requiredAttributes({}, [container]).filter((name) => name !== api('1.18'))).toEqual(names);
});

const efs = { fileSystemId: 'fs-1' };

test.each<[string, TaskDefinition, string[]]>([
  ['an EFS volume', { volumes: [{ efsVolumeConfiguration: efs }] }, ['ecs.capability.efs']],
  [
    'an EFS volume with authorization',
    { volumes: [{ efsVolumeConfiguration: { ...efs, authorizationConfig: { iam: 'ENABLED' } } }] },
    ['ecs.capability.efs', 'ecs.capability.efsAuth'],
  ],
  [
    'volumes of Docker',
    { volumes: [{ dockerVolumeConfiguration: {} }, { dockerVolumeConfiguration: { driver: 'rexray' } }] },
    ['ecs.capability.docker-plugin.local', 'ecs.capability.docker-plugin.rexray'],
  ],
  [
    'a volume that is configured at launch',
    { volumes: [{ configuredAtLaunch: true }] },
    ['ecs.capability.storage.ebs-task-volume-attach'],
  ],
  ['a proxy', { proxyConfiguration: { containerName: 'envoy' } }, ['ecs.capability.aws-appmesh']],
])('a definition with %s', (_title, definition, names) => {
  expect(requiredAttributes(definition, []).filter((name) => name !== api('1.18'))).toEqual(names);
});
