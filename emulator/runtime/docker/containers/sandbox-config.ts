import type Dockerode from 'dockerode';
import type { SandboxSpec } from '../../runtime.ts';
import { pauseImage } from '../images/pause-image.ts';

/**
 * The body of the engine's create call for a sandbox: our pause program with no rights at all, at a fixed address.
 * The MAC address is chosen here, as the engine itself used to derive it, so that it need not be read back.
 */
export function sandboxConfig(
  spec: SandboxSpec,
  networkName: string,
  labels: Readonly<Record<string, string>>,
): { readonly macAddress: string; readonly body: Dockerode.ContainerCreateOptions & { MacAddress: string } } {
  const macAddress = macAddressOf(spec.address);
  return {
    macAddress,
    body: {
      Image: pauseImage,
      Hostname: spec.hostname,
      Labels: { ...labels },
      // Engines before API 1.44 read the MAC address here, later ones in the endpoint.
      MacAddress: macAddress,
      HostConfig: {
        NetworkMode: networkName,
        RestartPolicy: { Name: '' },
        LogConfig: { Type: 'none', Config: {} },
        Memory: 8 * 1_048_576,
        IpcMode: spec.sharesIpc ? 'shareable' : 'none',
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        ReadonlyRootfs: true,
        ...(spec.dnsServers?.length ? { Dns: [...spec.dnsServers] } : {}),
        // Our pause program waits for no child: the engine's init does.
        ...(spec.sharesProcesses ? { Init: true } : {}),
        ...(spec.sysctls ? { Sysctls: { ...spec.sysctls } } : {}),
      },
      NetworkingConfig: {
        EndpointsConfig: {
          [networkName]: { IPAMConfig: { IPv4Address: spec.address }, MacAddress: macAddress },
        },
      },
    },
  };
}

/** 02:42 (locally administered) and the four bytes of the address: unique wherever the address is. */
function macAddressOf(address: string): string {
  const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return ['02', '42', ...bytes].join(':');
}
