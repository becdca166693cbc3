import type { Latencies } from './latency-histogram.ts';

/** What went on in one minute at a load balancer, or at one of its target groups: what metrics are made of. */
export interface TrafficMinute {
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  readonly loadBalancerArn: string;
  /** undefined for the load balancer as a whole. */
  readonly targetGroupArn?: string;
  /** Those that a target was chosen for, as ELBv2's RequestCount has it. */
  readonly requests: number;
  /** The load balancer's own answers by status: HTTPCode_ELB_*; 460 are clients that left before. */
  readonly elbStatuses: Readonly<Record<number, number>>;
  /** The targets' answers by status: HTTPCode_Target_*. */
  readonly targetStatuses: Readonly<Record<number, number>>;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** From a request's leaving for the target until its answer began: TargetResponseTime. */
  readonly responseTime: Latencies;
}
