import { loadBalancerOf } from '../access-log/load-balancer-identity.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { TrafficMinute } from './traffic-minute.ts';

/** What is counted of a request that is over. */
export interface CountedExchange {
  readonly endedAtMs: number;
  readonly targetGroupArn?: string | undefined;
  readonly sentAtMs?: number | undefined;
  readonly answeredAtMs?: number | undefined;
  readonly targetStatus?: number | undefined;
  readonly status: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

const minuteMs = 60_000;
/** How long counts are kept: as long as CloudWatch keeps the finest that it has. */
const keptMinutes = 180;

/** Counts the traffic of all load balancers by the minute, for three hours. */
export class TrafficCounts {
  /** By the start of the minute, the oldest first. */
  readonly #minutes = new Map<number, Minute>();
  #current: Minute | undefined;

  /** Counts a request that is over. Cheap: it is called for each one. */
  add(listenerArn: string, exchange: CountedExchange): void {
    const { endedAtMs, targetGroupArn } = exchange;
    const minute = this.#minute(endedAtMs - (endedAtMs % minuteMs));
    const loadBalancer = minute.of(loadBalancerOf(listenerArn)?.arn ?? listenerArn);
    loadBalancer.group(targetGroupArn).add(exchange);
  }

  /** All that was counted since a time, the oldest first; load balancers stand before their target groups. */
  since(ms: number): TrafficMinute[] {
    return [...this.#minutes.values()]
      .filter(({ startMs }) => startMs + minuteMs > ms)
      .sort((a, b) => a.startMs - b.startMs)
      .flatMap((minute) => minute.values);
  }

  #minute(startMs: number): Minute {
    if (this.#current?.startMs === startMs) return this.#current;
    const minute = this.#minutes.get(startMs) ?? new Minute(startMs);
    this.#minutes.set(startMs, minute);
    this.#current = minute;
    for (const kept of this.#minutes.keys())
      if (kept <= startMs - keptMinutes * minuteMs) this.#minutes.delete(kept);
    return minute;
  }
}

class Minute {
  readonly startMs: number;
  readonly #loadBalancers = new Map<string, LoadBalancerCounts>();

  constructor(startMs: number) {
    this.startMs = startMs;
  }

  of(loadBalancerArn: string): LoadBalancerCounts {
    const known = this.#loadBalancers.get(loadBalancerArn);
    if (known !== undefined) return known;
    const made = new LoadBalancerCounts();
    this.#loadBalancers.set(loadBalancerArn, made);
    return made;
  }

  get values(): TrafficMinute[] {
    const { startMs } = this;
    return [...this.#loadBalancers].flatMap(([loadBalancerArn, { whole, groups }]) => [
      { startMs, loadBalancerArn, ...whole.values },
      ...[...groups].flatMap(([targetGroupArn, counts]) =>
        targetGroupArn === undefined
          ? []
          : [{ ...{ startMs, loadBalancerArn, targetGroupArn }, ...counts.values }],
      ),
    ]);
  }
}

class LoadBalancerCounts {
  /** What went to no target is under undefined. */
  readonly groups = new Map<string | undefined, Counts>();

  /** Summed up when it is asked for: that is rarer than requests. */
  get whole(): Counts {
    const sum = new Counts();
    for (const counts of this.groups.values()) sum.merge(counts);
    return sum;
  }

  group(arn: string | undefined): Counts {
    const known = this.groups.get(arn);
    if (known !== undefined) return known;
    const made = new Counts();
    this.groups.set(arn, made);
    return made;
  }
}

class Counts {
  readonly #elbStatuses = new Map<number, number>();
  readonly #targetStatuses = new Map<number, number>();
  readonly #responseTime = new LatencyHistogram();
  #requests = 0;
  #receivedBytes = 0;
  #sentBytes = 0;

  add(exchange: CountedExchange): void {
    // No rest of the others: making one costs more than all that is counted.
    const { targetGroupArn, targetStatus, status, sentAtMs, answeredAtMs, receivedBytes, sentBytes } =
      exchange;
    if (targetGroupArn !== undefined) this.#requests += 1;
    this.#receivedBytes += receivedBytes;
    this.#sentBytes += sentBytes;
    if (targetStatus === undefined) increment(this.#elbStatuses, status);
    else increment(this.#targetStatuses, targetStatus);
    if (sentAtMs !== undefined && answeredAtMs !== undefined) this.#responseTime.add(answeredAtMs - sentAtMs);
  }

  merge(other: Counts): void {
    for (const [status, count] of other.#elbStatuses) increment(this.#elbStatuses, status, count);
    for (const [status, count] of other.#targetStatuses) increment(this.#targetStatuses, status, count);
    this.#responseTime.merge(other.#responseTime);
    this.#requests += other.#requests;
    this.#receivedBytes += other.#receivedBytes;
    this.#sentBytes += other.#sentBytes;
  }

  get values() {
    return {
      requests: this.#requests,
      elbStatuses: Object.fromEntries(this.#elbStatuses),
      targetStatuses: Object.fromEntries(this.#targetStatuses),
      receivedBytes: this.#receivedBytes,
      sentBytes: this.#sentBytes,
      responseTime: this.#responseTime.values,
    };
  }
}

function increment(counts: Map<number, number>, status: number, by = 1): void {
  counts.set(status, (counts.get(status) ?? 0) + by);
}
