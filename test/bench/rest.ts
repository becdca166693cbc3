import { setTimeout as delay } from 'node:timers/promises';

/** Longer than a warm sandbox takes to be replaced and a container to be removed. */
const restMs = 800;

/** Lets what one side leaves behind in the background come to its end, so that it does not slow the other side's run. */
export function rest(signal: AbortSignal): Promise<void> {
  return delay(restMs, undefined, { signal });
}
