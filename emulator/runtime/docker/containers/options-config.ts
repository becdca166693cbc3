import type Dockerode from 'dockerode';
import type { HostDevice } from '../../container-options.ts';
import type { ContainerSpec } from '../../runtime.ts';

const mebibyte = 1_048_576;

/** The part of the engine's HostConfig that a container's options make; what is not asked for is left out. */
export function optionsConfig(spec: ContainerSpec): Dockerode.HostConfig {
  return {
    ...isolation(spec),
    ...storage(spec),
    ...(spec.swappiness === undefined ? {} : { MemorySwappiness: spec.swappiness }),
    ...(spec.devices?.length ? { Devices: spec.devices.map(device) } : {}),
    ...(spec.gpus ? { DeviceRequests: [{ Count: spec.gpus, Capabilities: [['gpu']] }] } : {}),
  };
}

function isolation(spec: ContainerSpec): Dockerode.HostConfig {
  const { sysctls = {}, processes, ipc, network } = spec;
  const sandbox = network.mode === 'sandbox' ? `container:${network.sandboxId}` : '';
  const modeOf = (whose: string): string => (whose === 'sandbox' ? sandbox : whose);
  return {
    ...(spec.privileged ? { Privileged: true } : {}),
    ...(spec.addedCapabilities?.length ? { CapAdd: [...spec.addedCapabilities] } : {}),
    ...(spec.droppedCapabilities?.length ? { CapDrop: [...spec.droppedCapabilities] } : {}),
    ...(spec.securityOptions?.length ? { SecurityOpt: [...spec.securityOptions] } : {}),
    ...(Object.keys(sysctls).length > 0 ? { Sysctls: { ...sysctls } } : {}),
    ...(processes === undefined ? {} : { PidMode: modeOf(processes) }),
    ...(ipc === undefined ? {} : { IpcMode: modeOf(ipc) }),
  };
}

function storage({ mounts, volumesFrom, tmpfs, sharedMemoryMiB }: ContainerSpec): Dockerode.HostConfig {
  return {
    ...(mounts?.length
      ? {
          // In this form the engine makes a path of the host that is not there yet, as the ECS agent has it do.
          Binds: mounts.map(({ source, containerPath, readOnly }) =>
            bind('volume' in source ? source.volume : source.hostPath, containerPath, readOnly),
          ),
        }
      : {}),
    ...(volumesFrom?.length
      ? {
          VolumesFrom: volumesFrom.map(({ containerName, readOnly }) =>
            readOnly ? `${containerName}:ro` : containerName,
          ),
        }
      : {}),
    ...(tmpfs?.length
      ? {
          Tmpfs: Object.fromEntries(
            tmpfs.map(({ containerPath, sizeMiB, mountOptions }) => [
              containerPath,
              [`size=${sizeMiB}m`, ...mountOptions].join(','),
            ]),
          ),
        }
      : {}),
    ...(sharedMemoryMiB === undefined ? {} : { ShmSize: sharedMemoryMiB * mebibyte }),
  };
}

function bind(source: string, path: string, readOnly: boolean): string {
  return readOnly ? `${source}:${path}:ro` : `${source}:${path}`;
}

const letters = { read: 'r', write: 'w', mknod: 'm' } as const;

function device({ hostPath, containerPath, permissions }: HostDevice) {
  return {
    PathOnHost: hostPath,
    PathInContainer: containerPath,
    CgroupPermissions: permissions.map((each) => letters[each]).join(''),
  };
}
