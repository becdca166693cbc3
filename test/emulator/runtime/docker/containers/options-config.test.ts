import { expect, test } from 'vitest';
import type { ContainerOptions } from '../../../../../emulator/runtime/container-options.ts';
import { optionsConfig } from '../../../../../emulator/runtime/docker/containers/options-config.ts';
import { simulatedContainerSpec } from '../../../../support/simulated-container.ts';

test.each<[string, ContainerOptions, object]>([
  ['nothing', {}, {}],
  [
    'nothing for empty lists and switches that are off',
    {
      privileged: false,
      addedCapabilities: [],
      droppedCapabilities: [],
      securityOptions: [],
      devices: [],
      tmpfs: [],
      mounts: [],
      volumesFrom: [],
      sysctls: {},
      gpus: 0,
    },
    {},
  ],
  ['privileges', { privileged: true }, { Privileged: true }],
  [
    'capabilities',
    { addedCapabilities: ['SYS_PTRACE'], droppedCapabilities: ['NET_RAW', 'CHOWN'] },
    { CapAdd: ['SYS_PTRACE'], CapDrop: ['NET_RAW', 'CHOWN'] },
  ],
  ['security options', { securityOptions: ['no-new-privileges'] }, { SecurityOpt: ['no-new-privileges'] }],
  [
    'devices',
    { devices: [{ hostPath: '/dev/a', containerPath: '/dev/b', permissions: ['read', 'mknod'] }] },
    { Devices: [{ PathOnHost: '/dev/a', PathInContainer: '/dev/b', CgroupPermissions: 'rm' }] },
  ],
  ['graphics processors', { gpus: 2 }, { DeviceRequests: [{ Count: 2, Capabilities: [['gpu']] }] }],
  [
    'tmpfs with its size in front of its options',
    { tmpfs: [{ containerPath: '/t', sizeMiB: 8, mountOptions: ['noexec', 'mode=700'] }] },
    { Tmpfs: { '/t': 'size=8m,noexec,mode=700' } },
  ],
  ['shared memory', { sharedMemoryMiB: 128 }, { ShmSize: 134_217_728 }],
  ['swappiness, zero too', { swappiness: 0 }, { MemorySwappiness: 0 }],
  ['kernel settings', { sysctls: { 'kernel.msgmax': '1' } }, { Sysctls: { 'kernel.msgmax': '1' } }],
  [
    'the processes and queues of the sandbox',
    { processes: 'sandbox', ipc: 'sandbox' },
    { PidMode: 'container:box', IpcMode: 'container:box' },
  ],
  ["the host's", { processes: 'host', ipc: 'host' }, { PidMode: 'host', IpcMode: 'host' }],
  ['no queues', { ipc: 'none' }, { IpcMode: 'none' }],
  [
    'mounts, and those of other containers',
    {
      mounts: [
        { source: { volume: 'v' }, containerPath: '/a', readOnly: false },
        { source: { hostPath: '/h' }, containerPath: '/b', readOnly: true },
      ],
      volumesFrom: [
        { containerName: 'c', readOnly: false },
        { containerName: 'd', readOnly: true },
      ],
    },
    { Binds: ['v:/a', '/h:/b:ro'], VolumesFrom: ['c', 'd:ro'] },
  ],
])('asks the engine for %s', (_title, options, expected) => {
  expect(optionsConfig(simulatedContainerSpec('box', options))).toEqual(expected);
});
