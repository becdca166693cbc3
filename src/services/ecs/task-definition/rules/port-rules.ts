import type { PortMapping } from '@aws-sdk/client-ecs';
import { type Candidate, isOutside, ofContainers, type Rule } from './rule.ts';

const mostPort = 65_535;
const mappingName = /^[a-z0-9_][a-z0-9_-]{0,63}$/;

/** Rules of ports, and of what a container cannot have because its task has a network of its own. */
export const portRules: readonly Rule[] = [
  ofContainers(({ name, portMappings = [] }) =>
    portMappings.some((each) => each.containerPort !== undefined && each.containerPortRange !== undefined)
      ? `Invalid port mapping for container '${name}', cannot specify both single port and port range.`
      : undefined,
  ),
  ofContainers(({ name, portMappings = [] }) => {
    const setting = portMappings.map(brokenSetting).find((broken) => broken !== undefined);
    return setting && `Invalid '${setting}' setting for container '${name}'.`;
  }),
  portsMatch('awsvpc'),
  portsMatch('host'),
  uniquePorts,
  uniqueNames,
  // Of the bridge mode alone: developer guide, "Amazon ECS task definition parameters".
  ({ networkMode = 'bridge', containers }) =>
    networkMode !== 'bridge' && containers.some(({ links = [] }) => links.length > 0)
      ? `Links are not supported when networkMode=${networkMode}.`
      : undefined,
  ({ networkMode, containers }) =>
    networkMode === 'none' && containers.some(({ portMappings = [] }) => portMappings.length > 0)
      ? 'Port mappings are not supported when networkMode=none.'
      : undefined,
  inAwsvpc('hostname is not supported on container', ({ hostname }) => hostname !== undefined),
  inAwsvpc('Extra hosts are not supported on container', ({ extraHosts }) => (extraHosts?.length ?? 0) > 0),
  inAwsvpc('DNS servers are not supported on container', ({ dnsServers }) => (dnsServers?.length ?? 0) > 0),
  inAwsvpc(
    'DNS search domains are not supported on container',
    ({ dnsSearchDomains }) => (dnsSearchDomains?.length ?? 0) > 0,
  ),
  inAwsvpc(
    'Disable Networking is not supported on container',
    ({ disableNetworking }) => disableNetworking === true,
  ),
];

/** The member of a mapping that cannot be as it is. */
function brokenSetting(mapping: PortMapping): keyof PortMapping | undefined {
  const { containerPort, hostPort, protocol, containerPortRange, name } = mapping;
  if (containerPortRange !== undefined && !isRange(containerPortRange)) return 'containerPortRange';
  if (
    containerPortRange === undefined &&
    (containerPort === undefined || isOutside(containerPort, 1, mostPort))
  )
    return 'containerPort';
  if (isOutside(hostPort, 0, mostPort)) return 'hostPort';
  if (protocol !== undefined && protocol !== 'tcp' && protocol !== 'udp') return 'protocol';
  return name === undefined || mappingName.test(name) ? undefined : 'name';
}

function isRange(text: string): boolean {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  return !isOutside(Number(first), 1, mostPort) && !isOutside(Number(last), Number(first), mostPort);
}

function portsMatch(mode: 'awsvpc' | 'host'): Rule {
  return ({ networkMode, containers }) =>
    networkMode === mode &&
    containers
      .flatMap(({ portMappings = [] }) => portMappings)
      .some(
        ({ containerPort, hostPort }) =>
          hostPort !== undefined && hostPort !== 0 && hostPort !== containerPort,
      )
      ? `When networkMode=${mode}, the host ports and container ports in port mappings must match.`
      : undefined;
}

function uniquePorts({ networkMode, containers }: Candidate): string | undefined {
  if (networkMode !== 'awsvpc') return undefined;
  const seen = new Set<string>();
  for (const mapping of containers.flatMap(({ portMappings = [] }) => portMappings)) {
    const { protocol = 'tcp' } = mapping;
    const [first, last] = portsOf(mapping);
    for (let port = first; port <= last; port += 1) {
      const key = `${protocol} ${port}`;
      if (seen.has(key))
        return `${protocol.toUpperCase()} container port '${port}' is used multiple times in task when networkMode=awsvpc.`;
      seen.add(key);
    }
  }
  return undefined;
}

/** The first and the last container port that a mapping names. */
function portsOf({ containerPort = 0, containerPortRange }: PortMapping): readonly [number, number] {
  const [first = containerPort, last = first] = containerPortRange?.split('-').map(Number) ?? [];
  return [first, last];
}

function uniqueNames({ networkMode, containers }: Candidate): string | undefined {
  const names = containers.flatMap(({ portMappings = [] }) => portMappings).flatMap(({ name }) => name ?? []);
  return networkMode === 'awsvpc' && new Set(names).size < names.length
    ? 'When networkMode=awsvpc, port mapping name is already used'
    : undefined;
}

function inAwsvpc(sentence: string, isUsed: (container: Candidate['containers'][number]) => boolean): Rule {
  return ({ networkMode, containers }) =>
    networkMode === 'awsvpc' && containers.some(isUsed) ? `${sentence} when networkMode=awsvpc.` : undefined;
}
