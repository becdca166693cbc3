import type { BalancingSettings } from './snapshot.ts';

/** ELBv2's defaults. */
export const defaultBalancing: BalancingSettings = {
  algorithm: 'round_robin',
  slowStartMs: 0,
  minimumHealthy: { count: 1 },
};
