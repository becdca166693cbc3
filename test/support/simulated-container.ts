import type { ContainerSpec } from '../../emulator/runtime/runtime.ts';
import type { SimulatedRuntime } from '../../emulator/runtime/simulated/simulated-runtime.ts';

/** A container as simple as it can be. */
export function simulatedContainerSpec(
  sandboxId: string,
  changes: Partial<ContainerSpec> = {},
): ContainerSpec {
  return {
    name: 'app',
    image: 'app:1',
    network: { mode: 'sandbox', sandboxId },
    environment: [],
    labels: {},
    cpuShares: 0,
    readonlyRootFilesystem: false,
    ulimits: [],
    initProcess: false,
    ...changes,
  };
}

/** Starts a container with a sandbox of its own in the simulated engine, and resolves with its id. */
export async function startSimulatedContainer(
  runtime: SimulatedRuntime,
  name = 'app',
  changes: Partial<ContainerSpec> = {},
): Promise<string> {
  await runtime.connect();
  await runtime.ensureNetwork({ vpcId: 'vpc-1', cidr: '10.0.0.0/16' });
  const taken = (await runtime.list()).length;
  const sandbox = await runtime.createSandbox({
    name: `sandbox-of-${name}`,
    vpcId: 'vpc-1',
    address: `10.0.0.${10 + taken}`,
    hostname: name,
    labels: {},
  });
  const { id } = await runtime.createContainer(simulatedContainerSpec(sandbox.id, { name, ...changes }));
  await runtime.startContainer(id);
  return id;
}
