import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import {
  containerOptions,
  sandboxOptions,
} from '../../../../emulator/reconciler/container/container-options.ts';
import { taskVolumes } from '../../../../emulator/reconciler/container/task-volumes.ts';
import type { DefinedTask, NamedContainer } from '../../../../emulator/reconciler/defined-task.ts';
import type { ContainerOptions } from '../../../../emulator/runtime/container-options.ts';
import { containerName } from '../../../../src/services/ecs/task/metadata/container-name.ts';
import { plainTask } from '../../../support/plain-task.ts';

function defined(
  containers: readonly Partial<NamedContainer>[],
  definition: Partial<TaskDefinition> = {},
): DefinedTask {
  return {
    task: plainTask(),
    definition: { family: 'web', revision: 3, ...definition },
    containers: containers.map((each) => ({ name: 'app', image: 'app:1', ...each })),
  };
}

function options(container: Partial<NamedContainer>, definition: Partial<TaskDefinition> = {}) {
  const task = defined([container], definition);
  return task.containers.map((each) => containerOptions(task, each, 'i'))[0];
}

const net = 'net.ipv4.tcp_keepalive_time';
const queues = 'kernel.msgmax';
const both = {
  systemControls: [
    { namespace: net, value: '60' },
    { namespace: queues, value: '1' },
  ],
};

test.each<[string, Partial<NamedContainer>, Partial<TaskDefinition>, ContainerOptions]>([
  ['nothing', {}, {}, {}],
  [
    'nothing where nothing is said',
    {
      privileged: false,
      interactive: false,
      pseudoTerminal: false,
      dockerSecurityOptions: [],
      systemControls: [],
      mountPoints: [],
      volumesFrom: [],
      resourceRequirements: [],
      linuxParameters: { capabilities: { add: [], drop: [] }, devices: [], tmpfs: [] },
    },
    {},
    {},
  ],
  ['privileged', { privileged: true }, {}, { privileged: true }],
  ['interactive', { interactive: true }, {}, { interactive: true }],
  ['pseudoTerminal', { pseudoTerminal: true }, {}, { terminal: true }],
  ['dockerSecurityOptions', { dockerSecurityOptions: ['x'] }, {}, { securityOptions: ['x'] }],
  [
    'capabilities',
    { linuxParameters: { capabilities: { add: ['SYS_PTRACE'], drop: ['CHOWN'] } } },
    {},
    { addedCapabilities: ['SYS_PTRACE'], droppedCapabilities: ['CHOWN'] },
  ],
  [
    'devices, with their defaults',
    {
      linuxParameters: {
        devices: [{ hostPath: '/dev/a' }, { hostPath: '/dev/b', containerPath: '/c', permissions: ['read'] }],
      },
    },
    {},
    {
      devices: [
        { hostPath: '/dev/a', containerPath: '/dev/a', permissions: ['read', 'write', 'mknod'] },
        { hostPath: '/dev/b', containerPath: '/c', permissions: ['read'] },
      ],
    },
  ],
  [
    'tmpfs',
    { linuxParameters: { tmpfs: [{ containerPath: '/t', size: 8, mountOptions: ['ro'] }] } },
    {},
    { tmpfs: [{ containerPath: '/t', sizeMiB: 8, mountOptions: ['ro'] }] },
  ],
  [
    'sharedMemorySize, maxSwap and swappiness',
    { linuxParameters: { sharedMemorySize: 64, maxSwap: 0, swappiness: 10 } },
    {},
    { sharedMemoryMiB: 64, swapMiB: 0, swappiness: 10 },
  ],
  ['swappiness without swap: none', { linuxParameters: { swappiness: 10 } }, {}, {}],
  ['systemControls of its own', both, {}, { sysctls: { [queues]: '1' } }],
  ['none where the queues are shared', both, { ipcMode: 'task' }, { ipc: 'sandbox' }],
  ['pidMode task', {}, { pidMode: 'task' }, { processes: 'sandbox' }],
  ['pidMode host', {}, { pidMode: 'host' }, { processes: 'host' }],
  ['ipcMode host', {}, { ipcMode: 'host' }, { ipc: 'host' }],
  ['ipcMode none', {}, { ipcMode: 'none' }, { ipc: 'none' }],
  ['GPUs', { resourceRequirements: [{ type: 'GPU', value: '2' }] }, {}, { gpus: 2 }],
  [
    'volumesFrom',
    { volumesFrom: [{ sourceContainer: 'a' }, { sourceContainer: 'b', readOnly: true }] },
    {},
    {
      volumesFrom: [
        { containerName: containerName(defined([]), 'a'), readOnly: false },
        { containerName: containerName(defined([]), 'b'), readOnly: true },
      ],
    },
  ],
])('gives a container %s', (_title, container, definition, expected) => {
  expect(options(container, definition)).toEqual(expected);
});

test('nobody takes the volumes of a container that a sidecar policy skips', () => {
  const volumesFrom = [{ sourceContainer: 'agent' }, { sourceContainer: 'b' }];
  const containerDefinitions = [{ name: 'app' }, { name: 'agent' }, { name: 'b' }];
  const task = defined([{ volumesFrom }, { name: 'b' }], { containerDefinitions });
  const [app] = task.containers;
  expect(app && containerOptions(task, app, 'i').volumesFrom).toEqual([
    { containerName: containerName(task, 'b'), readOnly: false },
  ]);
});

test('a container with a network of its own has the settings of that as well', () => {
  const [container] = defined([both]).containers;
  const task = { ...defined([both]), task: plainTask('a1', { network: { mode: 'host' } }) };
  expect(container && containerOptions(task, container, 'i')).toEqual({
    sysctls: { [net]: '60', [queues]: '1' },
  });
});

test("GPUs of the task's override stand in the place of the definition's", () => {
  const gpus = (value: string) => [{ type: 'GPU' as const, value }];
  const containers = [{ name: 'app', image: 'app:1', resourceRequirements: gpus('1') }];
  const task = plainTask('a1', {
    overrides: { containerOverrides: [{ name: 'app', resourceRequirements: gpus('3') }, { name: 'b' }] },
  });
  const definition = { family: 'web', revision: 3 };
  expect(
    containers.map((each) => containerOptions({ task, definition, containers }, each, 'i').gpus),
  ).toEqual([3]);
});

test('mounts volumes where the container wants them', () => {
  const volumes = [
    { name: 'data', host: {} },
    { name: 'etc', host: { sourcePath: '/etc' } },
  ];
  const mountPoints = [
    { sourceVolume: 'etc', containerPath: '/mnt/etc', readOnly: true },
    { sourceVolume: 'data', containerPath: '/data' },
  ];
  const [data] = taskVolumes(defined([], { volumes }), 'i');
  expect(options({ mountPoints }, { volumes })?.mounts).toEqual([
    { source: { hostPath: '/etc' }, containerPath: '/mnt/etc', readOnly: true },
    { source: data?.source, containerPath: '/data', readOnly: false },
  ]);
});

test.each<[string, readonly Partial<NamedContainer>[], Partial<TaskDefinition>, object | undefined]>([
  ['nothing, and so may be a warm one', [{}], {}, undefined],
  [
    'nothing for what is of a container alone',
    [{ systemControls: both.systemControls.slice(1) }],
    {},
    undefined,
  ],
  ['settings of the network', [both], {}, { sysctls: { [net]: '60' } }],
  [
    "several containers' settings, of which the last counts",
    [both, { name: 'b', systemControls: [{ namespace: net, value: '70' }] }],
    {},
    { sysctls: { [net]: '70' } },
  ],
  ['shared queues', [{}], { ipcMode: 'task' }, { sharesIpc: true }],
  ['shared processes', [{}], { pidMode: 'task' }, { sharesProcesses: true }],
  ["nothing for the host's processes", [{}], { pidMode: 'host' }, undefined],
  [
    'their settings',
    [both],
    { ipcMode: 'task' },
    { sharesIpc: true, sysctls: { [net]: '60', [queues]: '1' } },
  ],
])('asks a sandbox for %s', (_title, containers, definition, expected) => {
  expect(sandboxOptions(defined(containers, definition))).toEqual(expected);
});
