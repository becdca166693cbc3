import type { Clock } from '../../../src/clock.ts';
import type { Timing } from '../../../src/plan/timing.ts';
import type {
  DataPathReports,
  HealthCheckSettings,
  RoutingSnapshot,
  TargetHealth,
  TargetRoute,
} from '../snapshot.ts';
import { isUp, sameHealth } from './health-state.ts';
import { StartQueue } from './start-queue.ts';
import { type CheckContext, type LastProbe, TargetCheck } from './target-check.ts';

export interface HealthCheckerOptions {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly reports: Pick<DataPathReports, 'targetHealth' | 'probed'>;
  /** Lets a target take requests as a healthy one, or not. */
  readonly setStatus: (targetGroupArn: string, targetKey: string, up: boolean) => void;
}

/** What a target said to its last probe. */
export interface ProbedTarget {
  readonly targetGroupArn: string;
  readonly targetKey: string;
  readonly probe: LastProbe;
}

const registering: TargetHealth = { state: 'initial', reason: 'Elb.RegistrationInProgress' };
const disabled: TargetHealth = { state: 'unavailable', reason: 'Target.HealthCheckDisabled' };

/** Checks the health of every registered target of the current snapshot. A draining target is not checked. */
export class HealthChecker {
  readonly #options: HealthCheckerOptions;
  readonly #context: CheckContext;
  readonly #starts = new StartQueue();
  #checks = new Map<string, Map<string, TargetCheck>>();
  #closed = false;

  constructor(options: HealthCheckerOptions) {
    const { clock, timing } = options;
    this.#options = options;
    this.#context = {
      clock,
      timing,
      starts: this.#starts,
      onHealth: (check) => this.#changed(check),
      onProbed: ({ targetGroupArn, key }, probe) => options.reports.probed?.(targetGroupArn, key, probe),
    };
  }

  /** Takes over a snapshot's targets: new ones are probed at once, those that are gone or draining no more. */
  apply(snapshot: RoutingSnapshot): void {
    const checks = new Map<string, Map<string, TargetCheck>>();
    for (const [arn, group] of snapshot.targetGroups) {
      const before = this.#checks.get(arn);
      const now = new Map<string, TargetCheck>();
      for (const target of group.targets) {
        if (target.state === 'draining') continue;
        if (group.healthCheck.enabled)
          now.set(target.key, this.#check(arn, target, group.healthCheck, before));
        else this.#withoutCheck(arn, target);
      }
      checks.set(arn, now);
    }
    const previous = this.#checks;
    this.#checks = checks;
    for (const [arn, before] of previous) {
      for (const [key, check] of before) if (checks.get(arn)?.get(key) !== check) check.stop();
    }
  }

  health(targetGroupArn: string, targetKey: string): TargetHealth | undefined {
    return this.#checks.get(targetGroupArn)?.get(targetKey)?.health;
  }

  lastProbe(targetGroupArn: string, targetKey: string): LastProbe | undefined {
    return this.#checks.get(targetGroupArn)?.get(targetKey)?.lastProbe;
  }

  /** What all targets said to their last probes. */
  get lastProbes(): ProbedTarget[] {
    return [...this.#checks].flatMap(([targetGroupArn, checks]) =>
      [...checks].flatMap(([targetKey, { lastProbe: probe }]) =>
        probe === undefined ? [] : [{ targetGroupArn, targetKey, probe }],
      ),
    );
  }

  /** Ends every probe; nothing is reported any more. */
  close(): void {
    this.#closed = true;
    this.#starts.close();
    for (const checks of this.#checks.values()) for (const check of checks.values()) check.stop();
    this.#checks = new Map();
  }

  #check(
    arn: string,
    target: TargetRoute,
    settings: HealthCheckSettings,
    before: ReadonlyMap<string, TargetCheck> | undefined,
  ): TargetCheck {
    const known = before?.get(target.key);
    if (known !== undefined && known.registeredAtMs === target.registeredAtMs) {
      known.setSettings(settings);
      return known;
    }
    const health = known === undefined ? target.lastKnownHealth : registering;
    this.#options.setStatus(arn, target.key, isUp(health));
    return new TargetCheck(arn, target, settings, health, this.#context);
  }

  #withoutCheck(arn: string, target: TargetRoute): void {
    this.#options.setStatus(arn, target.key, true);
    if (sameHealth(target.lastKnownHealth, disabled)) return;
    this.#starts.push(() => this.#options.reports.targetHealth(arn, target.key, disabled));
  }

  #changed(check: TargetCheck): void {
    if (this.#closed) return;
    this.#options.setStatus(check.targetGroupArn, check.key, isUp(check.health));
    this.#options.reports.targetHealth(check.targetGroupArn, check.key, check.health);
  }
}
