import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 50;
const deadlineMs = 60_000;

/** Asks again and again until the answer is there. Rejects after a minute, saying what was waited for. */
export async function until<Value>(what: string, ask: () => Promise<Value | undefined>): Promise<Value> {
  const endMs = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > endMs) throw new Error(`This did not happen within a minute: ${what}.`);
    await delay(pollMs);
  }
}
