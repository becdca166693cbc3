import { type Timing, waitMs } from './timing.ts';

export type DrainingStep = { readonly type: 'remove' } | { readonly type: 'wait'; readonly untilMs: number };

/**
 * When a draining target is gone. AWS shows it as draining for the whole deregistration delay; once nothing is in
 * flight the rest of that delay is a dead wait, which only `awsTiming` keeps.
 */
export function planDraining(
  target: { readonly drainingSinceMs: number; readonly drained: boolean },
  deregistrationDelayMs: number,
  timing: Timing,
  nowMs: number,
): DrainingStep {
  const endMs = target.drainingSinceMs + waitMs(timing, deregistrationDelayMs);
  if (nowMs >= endMs || (target.drained && !timing.awsTiming)) return { type: 'remove' };
  return { type: 'wait', untilMs: endMs };
}
