import type { PortMapping } from '@aws-sdk/client-ecs';
import { containerName } from '../../../src/services/ecs/task/metadata/container-name.ts';
import type { PublishedPort, Task } from '../../../src/services/ecs/task/task.ts';
import type { ContainerNetwork, HostNames, PortToPublish } from '../../runtime/container-network.ts';
import { type DefinedTask, isSkipped, type NamedContainer } from '../defined-task.ts';

/**
 * The network of a container of the task, in the runtime's words.
 *
 * @param dnsServers those of a container in the bridge mode whose definition names none
 * @throws Error before an awsvpc task has a network of its own
 */
export function containerNetwork(
  defined: DefinedTask,
  container: NamedContainer,
  dnsServers?: readonly string[],
): ContainerNetwork {
  const { network } = defined.task.spec;
  if (network.mode === 'awsvpc') return { mode: 'sandbox', sandboxId: sandboxOf(defined.task) };
  const names = hostNames(container);
  if (network.mode !== 'bridge') return { mode: network.mode, ...names };
  if (container.disableNetworking === true) return { mode: 'none', ...names };
  return {
    mode: 'bridge',
    ...names,
    dnsServers: container.dnsServers?.length ? container.dnsServers : dnsServers,
    ports: (container.portMappings ?? []).flatMap((mapping) => portsOf(mapping, network.hostAddress)),
    links: (container.links ?? []).flatMap((link) => {
      const [name = '', alias = name] = link.split(':');
      return isSkipped(defined, name) ? [] : { containerName: containerName(defined, name), alias };
    }),
  };
}

/** The ports that a container in the host mode has on its machine: those of its definition, on every address. */
export function hostPorts({ portMappings = [] }: NamedContainer): PublishedPort[] {
  return portMappings
    .flatMap((mapping) => portsOf(mapping, '0.0.0.0'))
    .map(({ containerPort, hostPort = containerPort, ...rest }) => ({ ...rest, containerPort, hostPort }));
}

function sandboxOf({ arn, observed }: Task): string {
  const sandboxId = observed.networkInterface?.sandboxId;
  if (sandboxId === undefined) throw new Error(`${arn} starts a container before it has a network`);
  return sandboxId;
}

function hostNames({ hostname, dnsServers, dnsSearchDomains, extraHosts }: NamedContainer): HostNames {
  return {
    hostname,
    dnsServers,
    dnsSearchDomains,
    extraHosts: extraHosts?.map(({ hostname: name = '', ipAddress = '' }) => ({ hostname: name, ipAddress })),
  };
}

/** A range is published port by port, each wherever the host has room. */
function portsOf(mapping: PortMapping, hostAddress: string): PortToPublish[] {
  const { containerPort, hostPort, containerPortRange, protocol } = mapping;
  const [first = containerPort, last = first] = containerPortRange?.split('-').map(Number) ?? [];
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: last - first + 1 }, (_, offset) => ({
    containerPort: first + offset,
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    ...(hostPort === undefined || hostPort === 0 ? {} : { hostPort }),
    hostAddress,
  }));
}
