/** One that has lived this long did not die of its start. */
const provenMs = 60_000;
const firstDelayMs = 100;
const longestDelayMs = 30_000;

/**
 * How long to wait before a thread that died is started again: the first time at once, then twice as long with each
 * death soon after a start, so that what dies of its start is not started in a hot loop.
 */
export function restartDelayMs(deathsBefore: number, livedMs: number): { deaths: number; delayMs: number } {
  const deaths = livedMs >= provenMs ? 1 : deathsBefore + 1;
  const delayMs = deaths === 1 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (deaths - 2));
  return { deaths, delayMs };
}
