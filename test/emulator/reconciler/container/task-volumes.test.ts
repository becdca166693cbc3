import type { Volume } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { taskVolumes } from '../../../../emulator/reconciler/container/task-volumes.ts';
import type { ManagedVolume } from '../../../../src/services/ecs/task/managed-volume.ts';
import { plainTask } from '../../../support/plain-task.ts';

function one(volume: Volume, { id = 'a1', managed = [] as ManagedVolume[] } = {}) {
  const [found] = taskVolumes(
    {
      task: plainTask(id, { managedVolumes: managed }),
      definition: { family: 'web', revision: 3, volumes: [{ name: 'v', ...volume }] },
    },
    'i',
  );
  return found;
}

const taskLabels = {
  'drydock.role': 'volume',
  'drydock.cluster': 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
  'drydock.task': 'arn:aws:ecs:us-east-1:000000000000:task/default/a1',
};
const taskName = expect.stringMatching(/^ecs-web-3-v-[0-9a-f]{20}$/);
const lasting = (name: unknown, rest: object = {}) => ({
  name: 'v',
  source: { volume: name },
  volume: { name, labels: { 'drydock.role': 'volume' }, ...rest },
  endsWithTask: false,
  isMade: true,
});
const ofTask = (rest: object = {}) => ({
  name: 'v',
  source: { volume: taskName },
  volume: { name: taskName, labels: taskLabels, ...rest },
  endsWithTask: true,
  isMade: true,
});
const ebs: ManagedVolume = {
  name: 'v',
  id: 'vol-1',
  attachmentId: 'a',
  roleArn: 'r',
  sizeInGiB: 10,
  volumeType: 'gp3',
  filesystemType: 'xfs',
  deleteOnTermination: true,
};

test.each<[string, Volume, Parameters<typeof one>[1], object]>([
  ['a scratch volume', {}, {}, ofTask()],
  ['a scratch volume with a host', { host: {} }, {}, ofTask()],
  [
    'a path of the host',
    { host: { sourcePath: '/srv' } },
    {},
    { name: 'v', source: { hostPath: '/srv' }, endsWithTask: false, isMade: false },
  ],
  [
    "a docker volume of the task, whose labels do not overrule Drydock's",
    {
      dockerVolumeConfiguration: {
        driver: 'local',
        driverOpts: { type: 'tmpfs' },
        labels: { a: 'b', 'drydock.task': 'forged' },
      },
    },
    {},
    ofTask({ driver: 'local', driverOptions: { type: 'tmpfs' }, labels: { a: 'b', ...taskLabels } }),
  ],
  [
    'a docker volume that is shared, by its plain name',
    { dockerVolumeConfiguration: { scope: 'shared', autoprovision: true } },
    {},
    lasting('v'),
  ],
  [
    'one that somebody else has to make',
    { dockerVolumeConfiguration: { scope: 'shared' } },
    {},
    { ...lasting('v'), isMade: false },
  ],
  [
    'EFS',
    { efsVolumeConfiguration: { fileSystemId: 'fs-1', rootDirectory: '/' } },
    {},
    lasting('drydock-i-efs-fs-1'),
  ],
  [
    'EFS by an access point',
    { efsVolumeConfiguration: { fileSystemId: 'fs-1', authorizationConfig: { accessPointId: 'fsap-1' } } },
    {},
    lasting('drydock-i-efs-fs-1-fsap-1'),
  ],
  [
    'EFS below a directory',
    { efsVolumeConfiguration: { fileSystemId: 'fs-1', rootDirectory: '/a' } },
    {},
    lasting(expect.stringMatching(/^drydock-i-efs-fs-1-[0-9a-f]{20}$/)),
  ],
  [
    'FSx',
    {
      fsxWindowsFileServerVolumeConfiguration: {
        fileSystemId: 'fs-2',
        rootDirectory: 'share',
        authorizationConfig: { credentialsParameter: 'c', domain: 'd' },
      },
    },
    {},
    lasting(expect.stringMatching(/^drydock-i-fsx-fs-2-[0-9a-f]{20}$/)),
  ],
  ['EBS', { configuredAtLaunch: true }, { managed: [ebs] }, ofTask()],
  [
    'EBS that outlives the task',
    { configuredAtLaunch: true },
    { managed: [{ ...ebs, deleteOnTermination: false }] },
    lasting('drydock-i-vol-1'),
  ],
])('%s', (_title, volume, how, expected) => {
  expect(one(volume, how)).toEqual(expected);
});

test('a volume of a task has one name for the task, and another for the next', () => {
  const nameOf = (id: string) => one({}, { id })?.volume?.name;
  expect(nameOf('a1')).toBe(nameOf('a1'));
  expect(nameOf('a1')).not.toBe(nameOf('a2'));
});

test('directories of a file system are told apart, however they are written', () => {
  const names = ['/', '/a', '/a-b', '/a/b'].map(
    (rootDirectory) => one({ efsVolumeConfiguration: { fileSystemId: 'fs-1', rootDirectory } })?.volume?.name,
  );
  expect(new Set(names).size).toBe(4);
});
