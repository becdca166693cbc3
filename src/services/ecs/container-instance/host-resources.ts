/** What a container instance has, or what a task takes of it. */
export interface HostResources {
  /** CPU units: 1024 are one core. */
  readonly cpu: number;
  readonly memoryMiB: number;
  /** Ports that are taken: on an instance those that no task gets, of a task those that it is published on. */
  readonly tcpPorts: readonly number[];
  readonly udpPorts: readonly number[];
}

/** What is left of `registered` once others hold theirs. Ports are named that are taken, not those that are free. */
export function remainingResources(registered: HostResources, held: readonly HostResources[]): HostResources {
  return {
    cpu: registered.cpu - sum(held.map(({ cpu }) => cpu)),
    memoryMiB: registered.memoryMiB - sum(held.map(({ memoryMiB }) => memoryMiB)),
    tcpPorts: [...new Set([registered, ...held].flatMap(({ tcpPorts }) => tcpPorts))],
    udpPorts: [...new Set([registered, ...held].flatMap(({ udpPorts }) => udpPorts))],
  };
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, each) => total + each, 0);
}
