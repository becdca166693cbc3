import { atRandom, candidates, leastOutstanding, nextInTurn, placeInRound } from '../pick.ts';
import type { BalancingSettings, ProtocolVersion } from '../snapshot.ts';
import { StickySessions } from '../stickiness/sticky-sessions.ts';
import type { LiveTarget } from './live-target.ts';
import { SlowStart } from './slow-start.ts';

export interface LiveGroupSettings extends BalancingSettings {
  readonly targetGroupArn: string;
  readonly protocolVersion?: ProtocolVersion;
  /** In [0, 1), as Math.random. */
  readonly random: () => number;
}

/** A target group's targets, and which of them takes the next request. */
export class LiveGroup {
  readonly targets: readonly LiveTarget[];
  /** Undefined where nothing sticks. */
  readonly sessions: StickySessions | undefined;
  readonly #settings: LiveGroupSettings;
  #candidates: readonly LiveTarget[] = [];
  #byKey: ReadonlyMap<string, LiveTarget> = new Map();
  /** Where in the candidates the latest pick is; -1 before the first. */
  #last = -1;
  /** Whether any candidate may be in slow start. */
  #slow = false;
  #nowMs = 0;
  /** Made once, so that a pick allocates nothing. */
  readonly #takesTurn = (target: LiveTarget) => this.#takesTurnNow(target);

  /** `predecessor` is this group in the snapshot before: the round goes on where it was. */
  constructor(
    settings: LiveGroupSettings,
    targets: readonly LiveTarget[],
    predecessor: LiveGroup | undefined,
  ) {
    this.#settings = settings;
    this.targets = targets;
    const { stickiness, targetGroupArn, slowStartMs } = settings;
    this.sessions = stickiness && new StickySessions(targetGroupArn, stickiness);
    if (slowStartMs === 0) for (const target of targets) target.slowStart = undefined;
    if (predecessor !== undefined) {
      this.#candidates = predecessor.#candidates;
      this.#last = predecessor.#last;
    }
    this.#refresh();
  }

  /** How its targets are spoken to. */
  get protocolVersion(): ProtocolVersion {
    return this.#settings.protocolVersion ?? 'HTTP1';
  }

  /** The target that the client's session is bound to, or else {@link next}. `cookie` is its Cookie header. */
  choose(cookie: string | undefined, nowMs: number): LiveTarget | undefined {
    if (this.sessions !== undefined && cookie !== undefined) {
      const key = this.sessions.targetOf(cookie, nowMs);
      const target = key === undefined ? undefined : this.#byKey.get(key);
      if (target !== undefined) return target;
    }
    return this.next(nowMs);
  }

  /** The next target by the group's algorithm, or undefined when none is registered. */
  next(nowMs: number): LiveTarget | undefined {
    const { algorithm, random } = this.#settings;
    if (algorithm === 'weighted_random') return atRandom(this.#candidates, random());
    const target =
      algorithm === 'round_robin' ? this.#nextInRound(nowMs) : leastOutstanding(this.#candidates, this.#last);
    if (target !== undefined) this.#last = target.place;
    return target;
  }

  /** To be called after a target's `up` changed. */
  statusChanged(target: LiveTarget, nowMs: number): void {
    target.slowStart = undefined;
    if (target.up) {
      if (this.#startsSlowly(target, nowMs)) target.slowStart = new SlowStart(nowMs);
      target.cameUp();
    }
    this.#refresh();
  }

  #nextInRound(nowMs: number): LiveTarget | undefined {
    if (!this.#slow) return nextInTurn(this.#candidates, this.#last);
    this.#nowMs = nowMs;
    return nextInTurn(this.#candidates, this.#last, this.#takesTurn);
  }

  #takesTurnNow(target: LiveTarget): boolean {
    const { slowStart } = target;
    if (slowStart === undefined) return true;
    const { slowStartMs } = this.#settings;
    if (!slowStart.isOver(this.#nowMs, slowStartMs)) return slowStart.takesTurn(this.#nowMs, slowStartMs);
    target.slowStart = undefined;
    this.#slow = this.#candidates.some((each) => each.slowStart !== undefined);
    return true;
  }

  /**
   * Application Load Balancers guide, "Slow start mode": only beside a healthy target that is not in slow start
   * itself, and not when the two were registered in one call.
   */
  #startsSlowly(target: LiveTarget, nowMs: number): boolean {
    const { slowStartMs } = this.#settings;
    if (slowStartMs === 0 || target.restored) return false;
    return this.targets.some(
      (other) =>
        other !== target &&
        other.up &&
        !other.draining &&
        (other.slowStart === undefined || other.slowStart.isOver(nowMs, slowStartMs)) &&
        (target.wasUp || other.registeredAtMs !== target.registeredAtMs),
    );
  }

  #refresh(): void {
    const before = this.#candidates;
    this.#candidates = candidates(this.targets, this.#settings.minimumHealthy);
    this.#last = placeInRound(before, this.#last, this.#candidates);
    this.#byKey = new Map(this.#candidates.map((target) => [target.key, target]));
    this.#slow = this.#candidates.some((target) => target.slowStart !== undefined);
    this.#candidates.forEach((target, place) => {
      target.place = place;
    });
  }
}
