import { ContainerError } from '../runtime.ts';

/** A refusal in the words in which the real engine puts it. */
export function daemonError(text: string): ContainerError {
  return new ContainerError(`Error response from daemon: ${text}`);
}
