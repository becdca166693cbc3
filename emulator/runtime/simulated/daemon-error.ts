import { ContainerError } from '../runtime.ts';

/** A refusal as the Docker client words it. */
export function daemonError(text: string): ContainerError {
  return new ContainerError(`Error response from daemon: ${text}`);
}
