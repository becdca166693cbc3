import { candidates } from '../pick.ts';
import type { LiveTarget } from './live-target.ts';

/** A target group's targets, and whose turn it is. */
export class LiveGroup {
  readonly targets: readonly LiveTarget[];
  #candidates: readonly LiveTarget[];
  #turn: number;

  /** `predecessor` is this group in the snapshot before: the round goes on where it was. */
  constructor(targets: readonly LiveTarget[], predecessor: LiveGroup | undefined) {
    this.targets = targets;
    this.#candidates = candidates(targets);
    this.#turn = predecessor === undefined ? 0 : predecessor.#turn;
  }

  /** The next target in turn, or undefined when none is registered. */
  next(): LiveTarget | undefined {
    const all = this.#candidates;
    if (all.length === 0) return undefined;
    this.#turn = (this.#turn + 1) % all.length;
    return all[this.#turn];
  }

  /** To be called after a target's `up` or `draining` changed. */
  refresh(): void {
    this.#candidates = candidates(this.targets);
  }
}
