import type { ProbedTarget } from '../health/health-checker.ts';
import type { LastProbe } from '../health/target-check.ts';
import type { RoutingSnapshot } from '../snapshot.ts';

/** What each target said to its last health check, as the thread that checks it told. */
export class LastProbes {
  readonly #byGroup = new Map<string, Map<string, LastProbe>>();

  set(targetGroupArn: string, targetKey: string, probe: LastProbe): void {
    const group = this.#byGroup.get(targetGroupArn);
    if (group === undefined) this.#byGroup.set(targetGroupArn, new Map([[targetKey, probe]]));
    else group.set(targetKey, probe);
  }

  get(targetGroupArn: string, targetKey: string): LastProbe | undefined {
    return this.#byGroup.get(targetGroupArn)?.get(targetKey);
  }

  /** Of all targets. */
  list(): ProbedTarget[] {
    return [...this.#byGroup].flatMap(([targetGroupArn, probes]) =>
      [...probes].map(([targetKey, probe]) => ({ targetGroupArn, targetKey, probe })),
    );
  }

  /** Drops those of targets that a snapshot does not check any more. */
  keep({ targetGroups }: RoutingSnapshot): void {
    for (const [arn, probes] of this.#byGroup) {
      const checked = new Set(
        (targetGroups.get(arn)?.targets ?? [])
          .filter(({ state }) => state === 'registered')
          .map(({ key }) => key),
      );
      for (const key of [...probes.keys()]) if (!checked.has(key)) probes.delete(key);
      if (probes.size === 0) this.#byGroup.delete(arn);
    }
  }

  clear(): void {
    this.#byGroup.clear();
  }
}
