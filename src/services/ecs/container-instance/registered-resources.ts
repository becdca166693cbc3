import type { Resource } from '@aws-sdk/client-ecs';
import type { Machine } from '../ecs-context.ts';
import { invalidParameter, notYet } from '../errors.ts';
import type { HostResources } from './host-resources.ts';

/** What the ECS agent keeps from tasks: SSH, Docker's ports and its own. */
const reservedTcpPorts = [22, 2375, 2376, 51678, 51679];

/** What an instance has that does not say: the whole machine. */
export function wholeMachine({ cpuUnits, memoryMiB }: Machine): HostResources {
  return { cpu: cpuUnits, memoryMiB, tcpPorts: reservedTcpPorts, udpPorts: [] };
}

/**
 * The resources that a registration names; those that it leaves out are as they were.
 *
 * @throws AwsError for amounts that no instance can have, and for resources that Drydock lacks
 */
export function registeredResources(
  asked: readonly Resource[] | undefined,
  otherwise: HostResources,
): HostResources {
  return (asked ?? []).reduce(withResource, otherwise);
}

function withResource(resources: HostResources, resource: Resource): HostResources {
  switch (resource.name) {
    case 'CPU':
      return { ...resources, cpu: amountOf(resource) };
    case 'MEMORY':
      return { ...resources, memoryMiB: amountOf(resource) };
    case 'PORTS':
      return { ...resources, tcpPorts: portsOf(resource) };
    case 'PORTS_UDP':
      return { ...resources, udpPorts: portsOf(resource) };
    default:
      throw notYet(`the resource ${resource.name ?? ''} of container instances`);
  }
}

function amountOf({ name, type, integerValue, longValue, doubleValue }: Resource): number {
  const amount = type === 'LONG' ? longValue : type === 'DOUBLE' ? doubleValue : integerValue;
  if (amount === undefined || !Number.isSafeInteger(amount) || amount < 1)
    throw invalidParameter(`The resource ${name} must be a whole number above 0.`);
  return amount;
}

function portsOf({ name, stringSetValue = [] }: Resource): number[] {
  return stringSetValue.map((text) => {
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    if (port < 1 || port > 65_535)
      throw invalidParameter(`The resource ${name} must be a set of ports between 1 and 65535.`);
    return port;
  });
}

/** Resources in the form in which DescribeContainerInstances shows them. */
export function shownResources({ cpu, memoryMiB, tcpPorts, udpPorts }: HostResources): Resource[] {
  return [
    integer('CPU', cpu),
    integer('MEMORY', memoryMiB),
    ports('PORTS', tcpPorts),
    ports('PORTS_UDP', udpPorts),
  ];
}

function integer(name: string, integerValue: number): Resource {
  return { name, type: 'INTEGER', doubleValue: 0, longValue: 0, integerValue };
}

function ports(name: string, taken: readonly number[]): Resource {
  return {
    name,
    type: 'STRINGSET',
    doubleValue: 0,
    longValue: 0,
    integerValue: 0,
    stringSetValue: taken.map(String),
  };
}
