import { setTimeout as delay } from 'node:timers/promises';

export interface UntilOptions {
  readonly signal: AbortSignal;
  /** What is waited for, for the error's sentence. */
  readonly what: string;
  readonly pollMs: number;
  readonly deadlineMs: number;
}

/** Asks again and again until there is an answer. Rejects at the deadline and when the bench is interrupted. */
export async function until<Value>(
  options: UntilOptions,
  ask: () => Promise<Value | undefined>,
): Promise<Value> {
  const { signal, what, pollMs, deadlineMs } = options;
  const endMs = performance.now() + deadlineMs;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > endMs) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await delay(pollMs, undefined, { signal });
  }
}
