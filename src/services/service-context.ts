import type { Clock } from '../clock.ts';
import type { State } from '../state/state.ts';

/** What every service's handlers share. */
export interface ServiceContext {
  readonly state: State;
  readonly clock: Clock;
}
