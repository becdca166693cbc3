import type { Clock } from '../../../src/clock.ts';
import { type Timing, waitMs } from '../../../src/plan/timing.ts';
import type { DataPathReports, RoutingSnapshot, TargetGroupRoute, TargetRoute } from '../snapshot.ts';
import type { IdleTimers } from '../wire/idle-timers.ts';
import { LiveGroup } from './live-group.ts';
import { LiveTarget } from './live-target.ts';

export interface TargetPoolOptions {
  readonly clock: Clock;
  readonly timing: Timing;
  /** In [0, 1), as Math.random. */
  readonly random: () => number;
  readonly reports: Pick<DataPathReports, 'drained'>;
  readonly timers: IdleTimers;
}

export type LiveGroups = ReadonlyMap<string, LiveGroup>;

/** All targets of the current snapshot, with what they are working on. */
export class TargetPool {
  readonly #clock: Clock;
  readonly #time: Pick<TargetPoolOptions, 'clock' | 'timers'>;
  readonly #timing: Timing;
  readonly #random: () => number;
  readonly #onDrained: (target: LiveTarget) => void;
  #groups: LiveGroups = new Map();
  #targets = new Map<string, Map<string, LiveTarget>>();

  constructor({ clock, timing, random, reports, timers }: TargetPoolOptions) {
    this.#clock = clock;
    this.#time = { clock, timers };
    this.#timing = timing;
    this.#random = random;
    this.#onDrained = (target) => reports.drained(target.targetGroupArn, target.key);
  }

  get groups(): LiveGroups {
    return this.#groups;
  }

  /**
   * Takes over a snapshot's targets. Those that stay keep their connections, their health and their work; what a
   * target that is gone still has in flight is cut, for its deregistration delay is over.
   */
  apply(snapshot: RoutingSnapshot): void {
    const groups = new Map<string, LiveGroup>();
    const targets = new Map<string, Map<string, LiveTarget>>();
    for (const [arn, route] of snapshot.targetGroups) {
      const before = this.#targets.get(arn);
      const now = new Map<string, LiveTarget>();
      for (const target of route.targets)
        now.set(target.key, this.#live(arn, target, before?.get(target.key)));
      targets.set(arn, now);
      groups.set(arn, this.#group(route, [...now.values()]));
    }
    const previous = this.#targets;
    this.#targets = targets;
    this.#groups = groups;
    for (const [arn, before] of previous) {
      for (const [key, target] of before) if (!targets.get(arn)?.has(key)) target.cutAll();
    }
  }

  /** Whether a target takes requests as a healthy one: the only way in which health touches balancing. */
  setStatus(targetGroupArn: string, targetKey: string, up: boolean): void {
    const target = this.#targets.get(targetGroupArn)?.get(targetKey);
    if (target === undefined || target.up === up) return;
    target.up = up;
    this.#groups.get(targetGroupArn)?.statusChanged(target, this.#clock.now());
  }

  /** Ends everything in flight and closes every connection. */
  cutAll(): void {
    for (const targets of this.#targets.values()) for (const target of targets.values()) target.cutAll();
    this.#targets = new Map();
    this.#groups = new Map();
  }

  #group({ targetGroupArn, protocolVersion, balancing }: TargetGroupRoute, targets: readonly LiveTarget[]) {
    const slowStartMs = waitMs(this.#timing, balancing.slowStartMs);
    const settings = { ...balancing, targetGroupArn, protocolVersion, slowStartMs, random: this.#random };
    return new LiveGroup(settings, targets, this.#groups.get(targetGroupArn));
  }

  #live(arn: string, route: TargetRoute, before: LiveTarget | undefined): LiveTarget {
    const target = before ?? new LiveTarget(arn, route, this.#time, this.#onDrained);
    target.setRegistered(route.registeredAtMs);
    target.setDraining(route.state === 'draining');
    return target;
  }
}
