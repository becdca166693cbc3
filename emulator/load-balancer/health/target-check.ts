import type { Clock, Timer } from '../../../src/clock.ts';
import { type Timing, waitMs } from '../../../src/plan/timing.ts';
import type { HealthCheckSettings, TargetHealth, TargetRoute } from '../snapshot.ts';
import { type HealthRecord, observe, type ProbeVerdict, recordOf, sameHealth } from './health-state.ts';
import { sendProbe } from './probe.ts';
import type { Probe, ProbeAnswer } from './probe-ending.ts';
import { firstRetryMs, nextProbeDelayMs, probeSlot, retryAfter } from './probe-schedule.ts';
import type { StartQueue } from './start-queue.ts';

/** What a target said to its last probe, for whoever looks into why it is not healthy. */
export interface LastProbe {
  /** When the probe was sent, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly answer: ProbeAnswer;
}

export interface CheckContext {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly starts: StartQueue;
  /** The target's health reads differently from before. Never called while a snapshot is being taken over. */
  readonly onHealth: (check: TargetCheck) => void;
  readonly onProbed?: (check: TargetCheck, probe: LastProbe) => void;
}

const checking: TargetHealth = { state: 'initial', reason: 'Elb.InitialHealthChecking' };

/** The health check of one target through one registration: probes it until {@link stop}. */
export class TargetCheck {
  readonly targetGroupArn: string;
  readonly key: string;
  readonly registeredAtMs: number;
  readonly #context: CheckContext;
  readonly #address: string;
  readonly #port: number;
  #settings: HealthCheckSettings;
  #record: HealthRecord;
  #timer: Timer | undefined;
  #probe: Probe | undefined;
  #last: LastProbe | undefined;
  #startedAtMs = 0;
  #retryMs = firstRetryMs;
  #countedSlot = Number.NEGATIVE_INFINITY;
  #queued = false;
  #stopped = false;

  constructor(
    targetGroupArn: string,
    target: TargetRoute,
    settings: HealthCheckSettings,
    health: TargetHealth,
    context: CheckContext,
  ) {
    this.targetGroupArn = targetGroupArn;
    this.key = target.key;
    this.registeredAtMs = target.registeredAtMs;
    this.#address = target.address;
    this.#port = target.port;
    this.#settings = settings;
    this.#record = recordOf(health);
    this.#context = context;
    this.#queueProbe();
  }

  get health(): TargetHealth {
    return this.#record.health;
  }

  get lastProbe(): LastProbe | undefined {
    return this.#last;
  }

  /** New settings hold from the next probe on, which a new interval moves. */
  setSettings(settings: HealthCheckSettings): void {
    const moved = settings.intervalMs !== this.#settings.intervalMs;
    this.#settings = settings;
    if (moved && this.#timer !== undefined) this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#clearTimer();
    this.#probe?.cancel();
  }

  #queueProbe(): void {
    this.#timer = undefined;
    if (this.#queued) return;
    this.#queued = true;
    this.#context.starts.push(() => this.#send());
  }

  #send(): void {
    this.#queued = false;
    if (this.#stopped) return;
    const { clock } = this.#context;
    this.#startedAtMs = clock.now();
    if (this.health.state === 'initial' || this.health.state === 'unavailable') {
      this.#become({ ...this.#record, health: checking });
    }
    const target = { address: this.#address, port: this.#settings.port ?? this.#port };
    this.#probe = sendProbe(target, this.#settings, clock, (answer, verdict) =>
      this.#answered(answer, verdict),
    );
  }

  #answered(answer: ProbeAnswer, verdict: ProbeVerdict): void {
    if (this.#stopped) return;
    this.#last = {
      atMs: this.#startedAtMs,
      durationMs: this.#context.clock.now() - this.#startedAtMs,
      answer,
    };
    this.#context.onProbed?.(this, this.#last);
    this.#become(observe(this.#record, verdict, this.#settings, this.#failureCounts()));
    if (!this.#stopped) this.#schedule();
  }

  /** Of an `initial` target only one failure per interval counts: it is asked more often than AWS would. */
  #failureCounts(): boolean {
    if (this.health.state !== 'initial') return true;
    const slot = probeSlot(this.registeredAtMs, this.#startedAtMs, this.#intervalMs());
    if (slot <= this.#countedSlot) return false;
    this.#countedSlot = slot;
    return true;
  }

  #schedule(): void {
    this.#clearTimer();
    const { clock } = this.#context;
    const initial = this.health.state === 'initial';
    const delayMs = nextProbeDelayMs({
      initial,
      registeredAtMs: this.registeredAtMs,
      startedAtMs: this.#startedAtMs,
      nowMs: clock.now(),
      intervalMs: this.#intervalMs(),
      retryMs: this.#retryMs,
    });
    if (initial) this.#retryMs = retryAfter(this.#retryMs);
    this.#timer = clock.setTimeout(() => this.#queueProbe(), delayMs);
  }

  #become(record: HealthRecord): void {
    const changed = !sameHealth(record.health, this.health);
    this.#record = record;
    if (changed) this.#context.onHealth(this);
  }

  #intervalMs(): number {
    return waitMs(this.#context.timing, this.#settings.intervalMs);
  }

  #clearTimer(): void {
    if (this.#timer !== undefined) this.#context.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
