import type { ContainerDefinition, LinuxParameters, ResourceRequirement } from '@aws-sdk/client-ecs';
import { containerOverride } from '../../../src/services/ecs/task/container-override.ts';
import { containerName } from '../../../src/services/ecs/task/metadata/container-name.ts';
import type { ContainerOptions, SandboxOptions } from '../../runtime/container-options.ts';
import { type DefinedTask, isSkipped, type NamedContainer } from '../defined-task.ts';
import { taskVolumes } from './task-volumes.ts';

/** What a container definition asks for beyond image, size and network, in the runtime's words. */
export function containerOptions(
  defined: DefinedTask,
  container: NamedContainer,
  instanceId: string,
): ContainerOptions {
  const { definition, task } = defined;
  const hasSandbox = task.spec.network.mode === 'awsvpc';
  const override = containerOverride(task.spec.overrides, container.name);
  return {
    ...linuxOptions(container.linuxParameters ?? {}),
    mounts: mounts(defined, container, instanceId),
    volumesFrom: presentList(
      container.volumesFrom?.flatMap(({ sourceContainer = '', readOnly = false }) =>
        isSkipped(defined, sourceContainer)
          ? []
          : { containerName: containerName(defined, sourceContainer), readOnly },
      ),
    ),
    sysctls: presentSettings(
      settings(container).filter(
        ([name]) => !(hasSandbox && isOfSandbox(name, definition.ipcMode === 'task')),
      ),
    ),
    securityOptions: presentList(container.dockerSecurityOptions),
    privileged: container.privileged === true ? true : undefined,
    gpus: gpus(override?.resourceRequirements ?? container.resourceRequirements),
    interactive: container.interactive === true ? true : undefined,
    terminal: container.pseudoTerminal === true ? true : undefined,
    processes: definition.pidMode === 'task' ? 'sandbox' : definition.pidMode,
    ipc: definition.ipcMode === 'task' ? 'sandbox' : definition.ipcMode,
  };
}

/**
 * What a task asks of its sandbox because all of its containers share it; undefined where any sandbox will do. Of
 * settings that several containers give, the last one's counts.
 */
export function sandboxOptions({ definition, containers }: DefinedTask): SandboxOptions | undefined {
  const sharesIpc = definition.ipcMode === 'task';
  const sharesProcesses = definition.pidMode === 'task';
  const sysctls = presentSettings(
    containers.flatMap(settings).filter(([name]) => isOfSandbox(name, sharesIpc)),
  );
  if (sysctls === undefined && !sharesIpc && !sharesProcesses) return undefined;
  return {
    ...(sysctls ? { sysctls } : {}),
    ...(sharesIpc ? { sharesIpc } : {}),
    ...(sharesProcesses ? { sharesProcesses } : {}),
  };
}

/** The network is the sandbox's; the queues and the shared memory are where the task's containers share them. */
function isOfSandbox(name: string, sharesIpc: boolean): boolean {
  return name.startsWith('net.') || sharesIpc;
}

function settings({ systemControls = [] }: ContainerDefinition): [string, string][] {
  return systemControls.map(({ namespace = '', value = '' }) => [namespace, value]);
}

function linuxOptions(parameters: LinuxParameters): ContainerOptions {
  const { capabilities, devices, tmpfs, sharedMemorySize, maxSwap, swappiness } = parameters;
  return {
    addedCapabilities: presentList(capabilities?.add),
    droppedCapabilities: presentList(capabilities?.drop),
    devices: presentList(
      devices?.map(({ hostPath = '', containerPath, permissions }) => ({
        hostPath,
        containerPath: containerPath ?? hostPath,
        permissions: presentList(permissions) ?? ['read', 'write', 'mknod'],
      })),
    ),
    tmpfs: presentList(
      tmpfs?.map(({ containerPath = '', size = 0, mountOptions = [] }) => ({
        containerPath,
        sizeMiB: size,
        mountOptions,
      })),
    ),
    sharedMemoryMiB: sharedMemorySize,
    swapMiB: maxSwap,
    // Without a bound of its own a container has no swap to be more or less eager about.
    swappiness: maxSwap === undefined ? undefined : swappiness,
  };
}

function mounts(
  defined: DefinedTask,
  { mountPoints = [] }: ContainerDefinition,
  instanceId: string,
): ContainerOptions['mounts'] {
  if (mountPoints.length === 0) return undefined;
  const volumes = taskVolumes(defined, instanceId);
  return mountPoints.flatMap(({ sourceVolume, containerPath = '', readOnly = false }) => {
    const found = volumes.find(({ name }) => name === sourceVolume);
    return found === undefined ? [] : { source: found.source, containerPath, readOnly };
  });
}

function gpus(requirements: readonly ResourceRequirement[] = []): number | undefined {
  const asked = requirements.filter(({ type }) => type === 'GPU');
  return asked.length === 0 ? undefined : asked.reduce((sum, { value }) => sum + Number(value), 0);
}

function presentList<Item>(list: readonly Item[] | undefined): readonly Item[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

function presentSettings(pairs: readonly [string, string][]): Readonly<Record<string, string>> | undefined {
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}
