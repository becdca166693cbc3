import type { ContainerNetwork } from '../../../emulator/runtime/container-network.ts';
import type { ContainerSpec } from '../../../emulator/runtime/runtime.ts';
import type { SimulatedWorld } from './simulated-world.ts';

/** Makes a container in the engine that is nobody's task; returns its id. It does not run yet. */
export async function newStranger({ engine }: SimulatedWorld, rest: Partial<ContainerSpec> = {}) {
  const { id } = await engine.createContainer({
    ...{ name: 'stranger', image: 'app', network: { mode: 'none' }, environment: [], labels: {} },
    ...{ cpuShares: 0, readonlyRootFilesystem: false, ulimits: [], initProcess: false },
    ...rest,
  });
  return id;
}

/** The network of a container that has that port of the first container instance. */
export function onHostPort(hostPort: number): ContainerNetwork {
  const port = { containerPort: 1, hostPort, protocol: 'tcp', hostAddress: '127.0.0.1' } as const;
  return { mode: 'bridge', ports: [port], links: [] };
}
