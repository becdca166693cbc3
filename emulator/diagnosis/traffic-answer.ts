import { type Latencies, percentileMs } from '../load-balancer/traffic/latency-histogram.ts';
import type { TrafficMinute } from '../load-balancer/traffic/traffic-minute.ts';

/** `GET /_drydock/traffic`: what load balancers and target groups carried, by the minute. */
export interface TrafficAnswer {
  readonly minutes: readonly TrafficMinuteAnswer[];
}

export interface TrafficMinuteAnswer
  extends Omit<TrafficMinute, 'startMs' | 'targetGroupArn' | 'responseTime'> {
  /** ISO 8601. */
  readonly start: string;
  /** undefined for the load balancer as a whole. */
  readonly targetGroupArn?: string | undefined;
  readonly responseTime: {
    readonly count: number;
    readonly averageMs: number;
    readonly minMs: number;
    readonly maxMs: number;
    readonly p50Ms: number;
    readonly p90Ms: number;
    readonly p99Ms: number;
  };
}

const minuteMs = 60_000;
const defaultMinutes = 15;

/** Since when the counts are asked for, by the query's `minutes`: so many minutes, 15 where it says nothing sensible. */
export function trafficStartMs(minutes: unknown, nowMs: number): number {
  const asked =
    typeof minutes === 'string' && /^[1-9]\d{0,3}$/.test(minutes) ? Number(minutes) : defaultMinutes;
  return nowMs - asked * minuteMs;
}

/** The counts with what is made of them. */
export function trafficAnswer(minutes: readonly TrafficMinute[]): TrafficAnswer {
  return {
    minutes: minutes.map(({ startMs, responseTime, ...counts }) => ({
      start: new Date(startMs).toISOString(),
      ...counts,
      responseTime: responseTimeAnswer(responseTime),
    })),
  };
}

function responseTimeAnswer(times: Latencies): TrafficMinuteAnswer['responseTime'] {
  const { count, sumMs, minMs, maxMs } = times;
  return {
    count,
    averageMs: count === 0 ? 0 : Math.round(sumMs / count),
    minMs,
    maxMs,
    p50Ms: percentileMs(times, 0.5),
    p90Ms: percentileMs(times, 0.9),
    p99Ms: percentileMs(times, 0.99),
  };
}
