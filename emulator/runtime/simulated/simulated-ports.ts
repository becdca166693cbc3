import type { ContainerNetwork, PublishedPort } from '../container-network.ts';
import { daemonError } from './daemon-error.ts';

/** Where the engine begins to look for a free port. */
const firstDynamicPort = 49_153;

/** The host's ports that containers have published: each is had once. */
export class SimulatedPorts {
  readonly #published = new Map<string, readonly PublishedPort[]>();

  /** Publishes what a container asks for, or nothing at all. Throws as the engine does where one is taken. */
  publish(containerId: string, network: ContainerNetwork | undefined): void {
    if (network?.mode !== 'bridge') return;
    const taken = new Set([...this.#published.values()].flat().map(keyOf));
    const ports = network.ports.map(({ hostPort = freePort(taken), ...rest }): PublishedPort => {
      const port = { ...rest, hostPort };
      if (taken.has(keyOf(port)))
        throw daemonError(
          `driver failed programming external connectivity: Bind for ${port.hostAddress}:${hostPort} failed: port is already allocated`,
        );
      taken.add(keyOf(port));
      return port;
    });
    this.#published.set(containerId, ports);
  }

  of(containerId: string): readonly PublishedPort[] {
    return this.#published.get(containerId) ?? [];
  }

  free(containerId: string): void {
    this.#published.delete(containerId);
  }
}

function keyOf({ hostAddress, hostPort, protocol }: PublishedPort): string {
  return `${hostAddress}:${hostPort}/${protocol}`;
}

function freePort(taken: ReadonlySet<string>): number {
  const used = new Set([...taken].map((key) => Number(/:(\d+)\//.exec(key)?.[1])));
  let port = firstDynamicPort;
  while (used.has(port)) port += 1;
  return port;
}
