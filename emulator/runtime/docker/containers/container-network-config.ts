import type Dockerode from 'dockerode';
import type { ContainerNetwork, HostNames, PortToPublish } from '../../container-network.ts';

interface NetworkConfig {
  readonly Hostname?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly hostConfig: Dockerode.HostConfig;
}

/** The part of the engine's create call that gives a container its network. */
export function containerNetworkConfig(network: ContainerNetwork): NetworkConfig {
  if (network.mode === 'sandbox') return { hostConfig: { NetworkMode: `container:${network.sandboxId}` } };
  const { hostname } = network;
  const named = hostname === undefined ? {} : { Hostname: hostname };
  const hostConfig = { NetworkMode: network.mode, ...names(network) };
  if (network.mode !== 'bridge') return { ...named, hostConfig };
  const { ports, links } = network;
  return {
    ...named,
    ...(ports.length > 0 ? { ExposedPorts: Object.fromEntries(ports.map((port) => [keyOf(port), {}])) } : {}),
    hostConfig: {
      ...hostConfig,
      ...(ports.length > 0 ? { PortBindings: bindings(ports) } : {}),
      ...(links.length > 0
        ? { Links: links.map(({ containerName, alias }) => `${containerName}:${alias}`) }
        : {}),
    },
  };
}

function names({ dnsServers, dnsSearchDomains, extraHosts }: HostNames): Dockerode.HostConfig {
  return {
    ...(dnsServers?.length ? { Dns: [...dnsServers] } : {}),
    ...(dnsSearchDomains?.length ? { DnsSearch: [...dnsSearchDomains] } : {}),
    ...(extraHosts?.length
      ? { ExtraHosts: extraHosts.map(({ hostname, ipAddress }) => `${hostname}:${ipAddress}`) }
      : {}),
  };
}

function keyOf({ containerPort, protocol }: PortToPublish): string {
  return `${containerPort}/${protocol}`;
}

/** One container port may be published on several of the host's. */
function bindings(ports: readonly PortToPublish[]): Record<string, { HostIp: string; HostPort: string }[]> {
  const found: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports)
    found[keyOf(port)] = [
      ...(found[keyOf(port)] ?? []),
      { HostIp: port.hostAddress, HostPort: port.hostPort === undefined ? '' : String(port.hostPort) },
    ];
  return found;
}
