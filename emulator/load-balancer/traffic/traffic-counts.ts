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
/** Listeners come and go; what is known of their ARNs is forgotten from time to time. */
const mostListeners = 1000;

/** Counts the traffic of all load balancers by the minute, for three hours. */
export class TrafficCounts {
  /** By the start of the minute, the oldest first. */
  readonly #minutes = new Map<number, Minute>();
  #current: Minute | undefined;
  readonly #loadBalancers = new Map<string, string>();

  /** Counts a request that is over. Cheap: it is called for each one. */
  add(listenerArn: string, exchange: CountedExchange): void {
    const { endedAtMs, targetGroupArn } = exchange;
    const minute = this.#minute(endedAtMs - (endedAtMs % minuteMs));
    const loadBalancer = minute.of(this.#loadBalancerArn(listenerArn));
    loadBalancer.whole.add(exchange);
    if (targetGroupArn !== undefined) loadBalancer.group(targetGroupArn).add(exchange);
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

  #loadBalancerArn(listenerArn: string): string {
    const known = this.#loadBalancers.get(listenerArn);
    if (known !== undefined) return known;
    if (this.#loadBalancers.size >= mostListeners) this.#loadBalancers.clear();
    const arn = loadBalancerOf(listenerArn)?.arn ?? listenerArn;
    this.#loadBalancers.set(listenerArn, arn);
    return arn;
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
      ...[...groups].map(([targetGroupArn, counts]) => ({
        ...{ startMs, loadBalancerArn, targetGroupArn },
        ...counts.values,
      })),
    ]);
  }
}

class LoadBalancerCounts {
  readonly whole = new Counts();
  readonly groups = new Map<string, Counts>();

  group(arn: string): Counts {
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

function increment(counts: Map<number, number>, status: number): void {
  counts.set(status, (counts.get(status) ?? 0) + 1);
}
