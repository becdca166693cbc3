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

const driver = (name: string) => `com.amazonaws.ecs.capability.logging-driver.${name}`;
const ecr = { image: '000000000000.dkr.ecr.us-east-1.amazonaws.com/app:1' };

test.each<[string, ContainerDefinition, string[]]>([
  ['the driver awslogs', { logConfiguration: { logDriver: 'awslogs' } }, [driver('awslogs'), api('1.19')]],
  ['another driver', { logConfiguration: { logDriver: 'json-file' } }, [driver('json-file')]],
  ['FireLens', { logConfiguration: { logDriver: 'awsfirelens' } }, [driver('awsfirelens')]],
  ['an image of ECR', ecr, ['com.amazonaws.ecs.capability.ecr-auth']],
  ['a memory reservation', { memoryReservation: 64 }, [api('1.21')]],
  [
    'a health check',
    { healthCheck: { command: ['true'] } },
    [api('1.24'), 'ecs.capability.container-health-check'],
  ],
  [
    'a health check with a start period',
    { healthCheck: { command: ['true'], startPeriod: 5 } },
    [api('1.24'), api('1.29'), 'ecs.capability.container-health-check'],
  ],
  ['privileges', { privileged: true }, ['com.amazonaws.ecs.capability.privileged-container']],
  [
    'a secret',
    { secrets: [{ name: 'A', valueFrom: secret }] },
    ['ecs.capability.secrets.asm.environment-variables'],
  ],
  [
    'a parameter',
    { secrets: [{ name: 'A', valueFrom: '/a' }] },
    ['ecs.capability.secrets.ssm.environment-variables'],
  ],
  [
    'an environment file',
    { environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::b/a.env' }] },
    ['ecs.capability.env-files.s3'],
  ],
  [
    'a private registry',
    { repositoryCredentials: { credentialsParameter: secret } },
    ['ecs.capability.private-registry-authentication.secretsmanager'],
  ],
  [
    'a dependency',
    { dependsOn: [{ containerName: 'a', condition: 'START' }] },
    ['ecs.capability.container-ordering'],
  ],
  ['a stop timeout', { stopTimeout: 10 }, ['ecs.capability.container-ordering']],
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
  ['a network of its own', { networkMode: 'awsvpc' }, ['ecs.capability.task-eni']],
  ['a task role', { taskRoleArn: 'app' }, ['com.amazonaws.ecs.capability.task-iam-role']],
  [
    "a task role on the host's network",
    { taskRoleArn: 'app', networkMode: 'host' },
    ['com.amazonaws.ecs.capability.task-iam-role-network-host'],
  ],
  ['a cpu', { cpu: '256' }, ['ecs.capability.task-cpu-mem-limit']],
  ['a memory', { memory: '512', requiresCompatibilities: ['EC2'] }, ['ecs.capability.task-cpu-mem-limit']],
  ['a size on Fargate', { cpu: '256', memory: '512', requiresCompatibilities: ['FARGATE'] }, []],
  ['shared processes', { pidMode: 'task' }, ['ecs.capability.pid-ipc-namespace-sharing']],
  ['shared queues', { ipcMode: 'task' }, ['ecs.capability.pid-ipc-namespace-sharing']],
  ['storage', { ephemeralStorage: { sizeInGiB: 21 } }, ['ecs.capability.extensible-ephemeral-storage']],
  ['a proxy', { proxyConfiguration: { containerName: 'envoy' } }, ['ecs.capability.aws-appmesh']],
])('a definition with %s', (_title, definition, names) => {
  expect(requiredAttributes(definition, []).filter((name) => name !== api('1.18'))).toEqual(names);
});

test.each<[string, ContainerDefinition, string]>([
  ['a pull from ECR', ecr, 'ecs.capability.execution-role-ecr-pull'],
  ['awslogs', { logConfiguration: { logDriver: 'awslogs' } }, 'ecs.capability.execution-role-awslogs'],
])('%s with an execution role needs it handed over', (_title, container, name) => {
  expect(requiredAttributes({}, [container])).not.toContain(name);
  expect(requiredAttributes({ executionRoleArn: 'execution' }, [container])).toContain(name);
});
