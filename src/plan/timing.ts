/**
 * How long AWS's own waits last here.
 *
 * A *wait* is imposed by AWS (health interval, draining, backoff) and is divided by `speed`. A *dead wait* is one
 * in which nothing that anyone could observe is going on; it is cut to nothing unless `awsTiming` asks to keep it.
 * Neither touches real work. All values are milliseconds.
 */
export interface Timing {
  readonly speed: number;
  readonly awsTiming: boolean;
}

export const defaultTiming: Timing = { speed: 1, awsTiming: false };

/** The local length of a wait that AWS imposes. */
export function waitMs(timing: Timing, awsMs: number): number {
  return awsMs / timing.speed;
}

/** The local length of a wait during which nothing observable happens: zero unless AWS's timing is asked for. */
export function deadWaitMs(timing: Timing, awsMs: number): number {
  return timing.awsTiming ? awsMs / timing.speed : 0;
}
