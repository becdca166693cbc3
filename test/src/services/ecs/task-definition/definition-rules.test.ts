import {
  type ContainerDefinition,
  ListTaskDefinitionFamiliesCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/api-for-all.ts';
import { fargateDefinition } from '../../../../support/fargate-definition.ts';
import { refusal } from '../../../../support/refusal.ts';

type Rest = Partial<RegisterTaskDefinitionCommandInput>;

const shared = apiForAll(async () => {});

const container = (rest: Partial<ContainerDefinition> = {}): ContainerDefinition => ({
  name: 'web',
  image: 'nginx',
  ...rest,
});
const one = (rest: Partial<ContainerDefinition>): Rest => ({ containerDefinitions: [container(rest)] });
const pair = (first: Partial<ContainerDefinition>, second: Partial<ContainerDefinition>): Rest => ({
  containerDefinitions: [container(first), container({ name: 'side', ...second })],
});
const onEc2 = (rest: Rest): Rest => ({ requiresCompatibilities: ['EC2'], ...rest });
const role = 'arn:aws:iam::000000000000:role/execution';
const awslogs = (options: Record<string, string>) => ({ logDriver: 'awslogs' as const, options });
const logOptions = { 'awslogs-group': 'g', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'p' };
const check = (rest: object) => one({ healthCheck: { command: ['CMD', 'true'], ...rest } });

const names: [string, Rest, string][] = [
  ['an empty family', { family: '' }, 'Family should not be null or empty.'],
  ['a family with a colon', { family: 'web:1' }, 'Family contains invalid characters.'],
  ['a family that is too long', { family: 'f'.repeat(256) }, 'Family contains invalid characters.'],
  ['no container', { containerDefinitions: [] }, 'Container list cannot be empty'],
  ['a container without a name', one({ name: undefined }), 'Container.name should not be null or empty.'],
  ['a name with a space', one({ name: 'a b' }), 'Container.name contains invalid characters.'],
  ['a name with a line break behind', one({ name: 'a\n' }), 'Container.name contains invalid characters.'],
  ['a container without an image', one({ image: '' }), 'Container.image should not be null or empty.'],
  ['an image with a space', one({ image: 'a b' }), 'Container.image contains invalid characters.'],
  ['two of one name', pair({ name: 'side' }, {}), 'Container names must be unique within a task definition'],
  [
    'no essential container',
    one({ essential: false }),
    "Task definition doesn't have any essential container",
  ],
  ['an empty role', { taskRoleArn: '' }, 'Role is not valid'],
  ['a role of another service', { executionRoleArn: 'arn:aws:s3:::bucket' }, 'Role is not valid'],
];

const sizes: [string, Rest, string][] = [
  [
    'a negative memory',
    one({ memory: -1 }),
    "Invalid setting for container 'web'. 'memory' must be a non-negative whole number.",
  ],
  [
    'a broken cpu',
    one({ cpu: 0.5 }),
    "Invalid setting for container 'web'. 'cpu' must be a non-negative whole number.",
  ],
  [
    'no memory anywhere, before Fargate’s own rule',
    { memory: undefined },
    "Invalid setting for container 'web'. At least one of 'memory' or 'memoryReservation' must be specified.",
  ],
  [
    'less memory than is reserved',
    one({ memory: 128, memoryReservation: 129 }),
    "Invalid setting for container 'web'. 'memory' must be greater than or equal to 'memoryReservation'",
  ],
  [
    'more memory than the task has',
    one({ memory: 513 }),
    "The 'memory' setting for container 'web' is greater than for the task",
  ],
  [
    'more cpu than the task has',
    pair({ cpu: 200 }, { cpu: 57 }),
    "The sum of all container 'cpu' values cannot be greater than the task-level 'cpu' value",
  ],
  ['no task cpu', { cpu: undefined }, "Fargate requires that 'cpu' be defined at the task level."],
  [
    'no task memory',
    { memory: undefined, ...one({ memory: 128 }) },
    "Fargate requires that 'memory' be defined at the task level.",
  ],
  [
    'a pair that Fargate lacks',
    { memory: '4096' },
    'No Fargate configuration exists for given values: 256 CPU, 4096 memory',
  ],
  ['a cpu that is no size', { cpu: 'one' }, "Invalid 'cpu' setting for task: one"],
  ['a negative task memory', { memory: '-512' }, "Invalid 'memory' setting for task: -512"],
  ['a unit of the other', { cpu: '1 GB' }, "Invalid 'cpu' setting for task: 1 GB"],
  [
    'a network mode that Fargate lacks',
    { networkMode: 'bridge' },
    'Fargate only supports network mode ‘awsvpc’.',
  ],
];

const port = (...portMappings: ContainerDefinition['portMappings'] & object) => one({ portMappings });
const ports: [string, Rest, string][] = [
  [
    'another host port',
    port({ containerPort: 80, hostPort: 8080 }),
    'When networkMode=awsvpc, the host ports and container ports in port mappings must match.',
  ],
  [
    'another host port on the host',
    onEc2({ networkMode: 'host', ...port({ containerPort: 80, hostPort: 8080 }) }),
    'When networkMode=host, the host ports and container ports in port mappings must match.',
  ],
  [
    'a port twice',
    pair(
      { portMappings: [{ containerPort: 80 }] },
      { portMappings: [{ containerPort: 80, protocol: 'tcp' }] },
    ),
    "TCP container port '80' is used multiple times in task when networkMode=awsvpc.",
  ],
  [
    'a mapping’s name twice',
    port({ name: 'http', containerPort: 80 }, { name: 'http', containerPort: 81 }),
    'When networkMode=awsvpc, port mapping name is already used',
  ],
  ['a port of zero', port({ containerPort: 0 }), "Invalid 'containerPort' setting for container 'web'."],
  [
    'a port beyond all ports',
    port({ containerPort: 65_536 }),
    "Invalid 'containerPort' setting for container 'web'.",
  ],
  ['no port at all', port({ protocol: 'tcp' }), "Invalid 'containerPort' setting for container 'web'."],
  [
    'a negative host port',
    port({ containerPort: 80, hostPort: -1 }),
    "Invalid 'hostPort' setting for container 'web'.",
  ],
  [
    'a mapping’s name in capitals',
    port({ containerPort: 80, name: 'HTTP' }),
    "Invalid 'name' setting for container 'web'.",
  ],
  [
    'a range that runs backwards',
    port({ containerPortRange: '90-80' }),
    "Invalid 'containerPortRange' setting for container 'web'.",
  ],
  [
    'a range that is none',
    port({ containerPortRange: '80' }),
    "Invalid 'containerPortRange' setting for container 'web'.",
  ],
  [
    'a port and a range',
    port({ containerPort: 80, containerPortRange: '80-90' }),
    "Invalid port mapping for container 'web', cannot specify both single port and port range.",
  ],
  ['links', one({ links: ['side'] }), 'Links are not supported when networkMode=awsvpc.'],
  ['a hostname', one({ hostname: 'h' }), 'hostname is not supported on container when networkMode=awsvpc.'],
  [
    'extra hosts',
    one({ extraHosts: [{ hostname: 'h', ipAddress: '10.0.0.1' }] }),
    'Extra hosts are not supported on container when networkMode=awsvpc.',
  ],
  [
    'DNS servers',
    one({ dnsServers: ['10.0.0.2'] }),
    'DNS servers are not supported on container when networkMode=awsvpc.',
  ],
  [
    'disabled networking',
    one({ disableNetworking: true }),
    'Disable Networking is not supported on container when networkMode=awsvpc.',
  ],
];

const behaviour: [string, Rest, string][] = [
  [
    'a long interval',
    check({ interval: 301 }),
    "Health check interval must be less than or equal to the maximum allowed value 300 for container 'web'",
  ],
  [
    'a long timeout',
    check({ timeout: 61 }),
    "Health check timeout must be less than or equal to the maximum allowed value 60 for container 'web'",
  ],
  [
    'many retries',
    check({ retries: 11 }),
    "Health check retries must be less than or equal to the maximum allowed value 10 for container 'web'",
  ],
  [
    'a long start period',
    check({ startPeriod: 301 }),
    "Health check startPeriod must be less than or equal to the maximum allowed value 300 for container 'web'",
  ],
  [
    'a short interval',
    check({ interval: 4 }),
    "Health check interval must be greater than or equal to the minimum allowed value 5 for container 'web'",
  ],
  [
    'a negative start period',
    check({ startPeriod: -1 }),
    "Health check startPeriod must be greater than or equal to the minimum allowed value 0 for container 'web'",
  ],
  [
    'no health command',
    one({ healthCheck: { command: [] } }),
    "Health check command must not be empty for container 'web'",
  ],
  [
    'a short restart period',
    one({ restartPolicy: { enabled: true, restartAttemptPeriod: 59 } }),
    "The 'restartAttemptPeriod' setting for container 'web' must be between 60 and 1800.",
  ],
  [
    'a stop timeout that Fargate lacks',
    one({ stopTimeout: 121 }),
    "The 'stopTimeout' setting for container 'web' must be between 2 and 120.",
  ],
  [
    'a short stop timeout',
    one({ stopTimeout: 1 }),
    "The 'stopTimeout' setting for container 'web' must be between 2 and 120.",
  ],
  [
    'a long start timeout',
    one({ startTimeout: 121 }),
    "The 'startTimeout' setting for container 'web' must be between 2 and 120.",
  ],
  [
    'a negative stop timeout',
    onEc2(one({ stopTimeout: -1 })),
    "The 'stopTimeout' setting for container 'web' must not be negative.",
  ],
  [
    'a dependency on nobody',
    one({ dependsOn: [{ containerName: 'db', condition: 'START' }] }),
    "Cannot depend on container + 'db' because it does not exist",
  ],
  [
    'waiting for the end of an essential container',
    pair({ dependsOn: [{ containerName: 'side', condition: 'COMPLETE' }] }, {}),
    'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container',
  ],
  [
    'waiting for health that nobody checks',
    pair({ dependsOn: [{ containerName: 'side', condition: 'HEALTHY' }] }, {}),
    'A dependency container with HEALTHY condition must have health check configured',
  ],
  [
    'a circle',
    pair(
      { dependsOn: [{ containerName: 'side', condition: 'START' }] },
      { dependsOn: [{ containerName: 'web', condition: 'START' }] },
    ),
    'Container dependencies must not form a cycle',
  ],
  [
    'a container that waits for itself',
    one({ dependsOn: [{ containerName: 'web', condition: 'START' }] }),
    'Container dependencies must not form a cycle',
  ],
  [
    'no log group',
    one({ logConfiguration: awslogs({}) }),
    'Log driver awslogs requires options: awslogs-group',
  ],
  [
    'no log region',
    one({ logConfiguration: awslogs({ 'awslogs-group': 'g' }) }),
    'Log driver awslogs requires options: awslogs-region',
  ],
  [
    'no stream prefix',
    one({ logConfiguration: awslogs({ 'awslogs-group': 'g', 'awslogs-region': 'us-east-1' }) }),
    'Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.',
  ],
  [
    'logs without an execution role',
    one({ logConfiguration: awslogs(logOptions) }),
    'Fargate requires task definition to have execution role ARN to support log driver awslogs.',
  ],
  [
    'a log driver that Fargate lacks',
    one({ logConfiguration: { logDriver: 'syslog' } }),
    'syslog is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]',
  ],
  [
    'FireLens without a router',
    one({ logConfiguration: { logDriver: 'awsfirelens' } }),
    'When awsfirelens log driver is specified in log configuration, a firelens configuration object must be specified',
  ],
  [
    'a router without a source',
    one({ firelensConfiguration: { type: 'fluentbit' } }),
    'When a firelensConfiguration object is specified, at least one container has to be configured with the awsfirelens log driver.',
  ],
  [
    'secrets without an execution role',
    one({ secrets: [{ name: 'A', valueFrom: 'a' }] }),
    "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'",
  ],
  [
    'a secret that is a variable too',
    {
      executionRoleArn: role,
      ...one({ environment: [{ name: 'A', value: '1' }], secrets: [{ name: 'A', valueFrom: 'a' }] }),
    },
    "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'A'.",
  ],
  [
    'a secret twice',
    {
      executionRoleArn: role,
      ...one({
        secrets: [
          { name: 'B', valueFrom: 'a' },
          { name: 'B', valueFrom: 'b' },
        ],
      }),
    },
    "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'B'.",
  ],
  [
    'eleven environment files',
    one({
      environmentFiles: Array.from({ length: 11 }, (_, n) => ({
        type: 's3' as const,
        value: `arn:aws:s3:::b/${n}.env`,
      })),
    }),
    'The maximum number of environment files was exceeded. Specify ten or less and try again.',
  ],
  [
    'an environment file that is no object',
    one({ environmentFiles: [{ type: 's3', value: 's3://b/x.env' }] }),
    'Invalid arn syntax.',
  ],
  [
    'a soft limit beyond the hard one',
    one({ ulimits: [{ name: 'nofile', softLimit: 2, hardLimit: 1 }] }),
    'Soft limit exceeds hard limit for ulimit nofile',
  ],
];

const volume = (efsVolumeConfiguration: object): Rest => ({
  volumes: [{ name: 'v', efsVolumeConfiguration: { fileSystemId: 'fs-1', ...efsVolumeConfiguration } }],
});
const volumes: [string, Rest, string][] = [
  [
    'a volume that is nowhere',
    one({ mountPoints: [{ sourceVolume: 'v', containerPath: '/v' }] }),
    "Unknown volume 'v'.",
  ],
  [
    'a volume for launch that nobody mounts',
    { volumes: [{ name: 'v', configuredAtLaunch: true }] },
    'Volumes [v] are not referenced by any of the containers',
  ],
  [
    'EFS with IAM in clear text',
    volume({ authorizationConfig: { iam: 'ENABLED' } }),
    'EFS IAM authorization requires TransitEncryption to be enabled',
  ],
  [
    'an access point below a root',
    volume({ rootDirectory: '/x', authorizationConfig: { accessPointId: 'fsap-1' } }),
    'When using an EFS access point, the root directory must either be set to "/" or be omitted',
  ],
  [
    'a port for no encryption',
    volume({ transitEncryptionPort: 2049 }),
    'TransitEncryptionPort requires that TransitEncryption is enabled.',
  ],
];

const linux = (linuxParameters: ContainerDefinition['linuxParameters']) => one({ linuxParameters });
const lacking = (member: string) => `Fargate compatible task definitions do not support ${member}`;
const fargate: [string, Rest, string][] = [
  [
    'an ECR image without an execution role',
    one({ image: '000000000000.dkr.ecr.us-east-1.amazonaws.com/app:1' }),
    'Fargate requires task definition to have execution role ARN to support ECR images.',
  ],
  ['little storage', { ephemeralStorage: { sizeInGiB: 20 } }, 'EphemeralStorage size should be at least 21'],
  ['much storage', { ephemeralStorage: { sizeInGiB: 201 } }, 'EphemeralStorage size should be at most 200'],
  [
    'storage on EC2',
    onEc2({ ephemeralStorage: { sizeInGiB: 30 } }),
    'Tasks using the EC2 launch type do not support EphemeralStorage.',
  ],
  [
    'a capability',
    linux({ capabilities: { add: ['SYS_PTRACE', 'NET_ADMIN'] } }),
    'NET_ADMIN is not allowed on Fargate.',
  ],
  [
    'placement constraints',
    { placementConstraints: [{ type: 'memberOf', expression: 'x' }] },
    lacking('constraints'),
  ],
  ['devices', linux({ devices: [{ hostPath: '/dev/x' }] }), lacking('devices')],
  ['shared memory', linux({ sharedMemorySize: 64 }), lacking('sharedMemorySize')],
  ['swap', linux({ maxSwap: 0 }), lacking('maxSwap')],
  ['an IPC mode', { ipcMode: 'task' }, lacking('ipcMode')],
  [
    'security options',
    one({ dockerSecurityOptions: ['no-new-privileges'] }),
    lacking('dockerSecurityOptions'),
  ],
  [
    'a Docker volume',
    { volumes: [{ name: 'v', dockerVolumeConfiguration: { scope: 'task' } }] },
    lacking('dockerVolumeConfiguration'),
  ],
  ['a host path', { volumes: [{ name: 'v', host: { sourcePath: '/srv' } }] }, lacking('sourcePath')],
  [
    'a privileged container',
    one({ privileged: true }),
    "Fargate requires that the 'privileged' setting be 'false'.",
  ],
  [
    'the host’s processes',
    { pidMode: 'host' },
    "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
  ],
  [
    'a GPU',
    one({ resourceRequirements: [{ type: 'GPU', value: '1' }] }),
    'Tasks using the Fargate launch type do not support GPU resource requirements',
  ],
];

describe.each([
  ['names and roles', names],
  ['sizes', sizes],
  ['ports and networks', ports],
  ['behaviour', behaviour],
  ['volumes', volumes],
  ['Fargate', fargate],
])('of %s, refuses', (_group, cases) => {
  test.each(cases)('%s', async (_case, rest, message) => {
    const api = shared();
    const sent = api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web', rest)));
    expect(await refusal(sent)).toEqual({ name: 'ClientException', message, status: 400 });
    const { families } = await api.ecs.send(new ListTaskDefinitionFamiliesCommand({}));
    expect(families).toEqual([]);
  });
});
