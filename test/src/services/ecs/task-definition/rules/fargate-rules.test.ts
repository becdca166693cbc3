import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { type Definition, describeRefused, one } from '../../../../../support/ecs/refused-definitions.ts';

const onEc2 = (rest: Definition): Definition => ({ requiresCompatibilities: ['EC2'], ...rest });
const linux = (linuxParameters: ContainerDefinition['linuxParameters']) => one({ linuxParameters });
const lacking = (member: string) => `Fargate compatible task definitions do not support ${member}`;

describeRefused([
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
    { placementConstraints: [{ type: 'memberOf', expression: 'attribute:x exists' }] },
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
    'Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.',
  ],
  [
    'the host’s processes',
    { pidMode: 'host' },
    "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
  ],
  [
    'a GPU',
    one({ resourceRequirements: [{ type: 'GPU', value: '1' }] }),
    'Tasks using the Fargate launch type do not support GPU resource requirements.',
  ],
]);
