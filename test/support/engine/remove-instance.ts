import { DockerRuntime } from '../../../emulator/runtime/docker/docker-runtime.ts';

/** Removes all that one instance made in the engine, whatever became of the Drydock that made it. */
export async function removeInstance(instanceId: string): Promise<void> {
  await using runtime = new DockerRuntime({ instanceId, log: console });
  await runtime.connect();
  await runtime.removeAll();
}
