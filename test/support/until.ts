const deadlineMs = 5000;

/**
 * Resolves as soon as the condition gives something else than false, undefined or null, with that. Rejects when it
 * does not within five seconds.
 */
export async function until<Value>(
  what: string,
  condition: () => Value | false | undefined | null,
): Promise<Value> {
  const endsAtMs = performance.now() + deadlineMs;
  for (;;) {
    const value = condition();
    if (value !== false && value !== undefined && value !== null) return value;
    if (performance.now() > endsAtMs) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise<void>((resolve) => setTimeout(resolve, 1));
  }
}
