import { createHash } from 'node:crypto';
import type { Volume } from '@aws-sdk/client-ecs';
import { containerName } from '../../../src/services/ecs/task/metadata/container-name.ts';
import type { ContainerMount } from '../../runtime/container-options.ts';
import { labels } from '../../runtime/labels.ts';
import type { VolumeSpec } from '../../runtime/volumes.ts';
import type { DefinedTask } from '../defined-task.ts';

/** A volume of a task definition, as the engine has it. */
export interface TaskVolume {
  /** In the definition. */
  readonly name: string;
  readonly source: ContainerMount['source'];
  /** What has to stand before a container mounts it; undefined for a path of the host. */
  readonly volume?: VolumeSpec;
  /** Whether it goes with the task. Others stay for the tasks to come, until a reset. */
  readonly endsWithTask: boolean;
  /** Whether it is made when it does not stand. */
  readonly isMade: boolean;
}

type Owner = Pick<DefinedTask, 'task' | 'definition'>;

/** The volumes of a task. What several tasks share has the instance in its name, for names are the engine's. */
export function taskVolumes(owner: Owner, instanceId: string): TaskVolume[] {
  return (owner.definition.volumes ?? []).map((volume) => taskVolume(owner, volume, instanceId));
}

function taskVolume(owner: Owner, volume: Volume, instanceId: string): TaskVolume {
  const { dockerVolumeConfiguration: docker, host } = volume;
  const name = volume.name ?? '';
  if (host?.sourcePath !== undefined)
    return { name, source: { hostPath: host.sourcePath }, endsWithTask: false, isMade: false };
  const fileSystem = fileSystemKey(volume);
  if (fileSystem !== undefined) return lasting(name, { name: `drydock-${instanceId}-${fileSystem}` });
  if (docker === undefined) {
    const managed = owner.task.spec.managedVolumes?.find((each) => each.name === name);
    return managed?.deleteOnTermination === false
      ? lasting(name, { name: `drydock-${instanceId}-${managed.id}` })
      : ofTask(owner, name, {});
  }
  const options = { driver: docker.driver, driverOptions: docker.driverOpts };
  if (docker.scope !== 'shared') return ofTask(owner, name, options, docker.labels);
  return { ...lasting(name, { name, ...options }, docker.labels), isMade: docker.autoprovision === true };
}

/** What tells one file system's directory from another; undefined where the volume is none. */
function fileSystemKey({
  efsVolumeConfiguration: efs,
  fsxWindowsFileServerVolumeConfiguration: fsx,
  s3filesVolumeConfiguration: s3,
}: Volume): string | undefined {
  if (efs !== undefined) {
    const accessPoint = efs.authorizationConfig?.accessPointId;
    return ['efs', efs.fileSystemId, accessPoint, ...directory(efs.rootDirectory)].filter(Boolean).join('-');
  }
  if (fsx !== undefined) return ['fsx', fsx.fileSystemId, ...directory(fsx.rootDirectory)].join('-');
  if (s3 !== undefined)
    return `s3files-${digest([s3.fileSystemArn, s3.accessPointArn, ...directory(s3.rootDirectory)].join(' '))}`;
  return undefined;
}

/** A path as part of a name: whatever its characters, no two are the same. */
function directory(path = '/'): readonly string[] {
  return path === '/' ? [] : [digest(path)];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}

function lasting(
  name: string,
  volume: Omit<VolumeSpec, 'labels'>,
  given: Readonly<Record<string, string>> = {},
): TaskVolume {
  return {
    name,
    source: { volume: volume.name },
    volume: { ...volume, labels: { ...given, [labels.role]: 'volume' } },
    endsWithTask: false,
    isMade: true,
  };
}

function ofTask(
  owner: Owner,
  name: string,
  options: Omit<VolumeSpec, 'labels' | 'name'>,
  given: Readonly<Record<string, string>> = {},
): TaskVolume {
  const volumeName = containerName(owner, name);
  const own = {
    [labels.role]: 'volume',
    [labels.cluster]: owner.task.clusterArn,
    [labels.task]: owner.task.arn,
  };
  return {
    name,
    source: { volume: volumeName },
    volume: { ...options, name: volumeName, labels: { ...given, ...own } },
    endsWithTask: true,
    isMade: true,
  };
}
