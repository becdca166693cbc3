const mostInstances = 250;

/**
 * The first address of 127.0.0.1 to 127.0.0.250 that is not taken; undefined when all are. All of 127.0.0.0/8 is this
 * machine's, so that several instances can each have, say, a port 80.
 */
export function freeHostAddress(taken: readonly string[]): string | undefined {
  return Array.from({ length: mostInstances }, (_, index) => `127.0.0.${index + 1}`).find(
    (address) => !taken.includes(address),
  );
}
