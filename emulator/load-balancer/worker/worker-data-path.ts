import type { Clock, Timer } from '../../../src/clock.ts';
import type { Timing } from '../../../src/plan/timing.ts';
import type { ObservedDataPath } from '../data-path.ts';
import type { ProbedTarget } from '../health/health-checker.ts';
import type { LastProbe } from '../health/target-check.ts';
import type { DataPathLog } from '../log.ts';
import type { BoundListener, DataPathReports, RoutingSnapshot, TargetRoute } from '../snapshot.ts';
import type { TrafficMinute } from '../traffic/traffic-minute.ts';
import { LastProbes } from './last-probes.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { restartDelayMs } from './restart-delay.ts';
import { SnapshotSender } from './snapshot-sender.ts';
import { workerFile } from './worker-file.ts';
import { WorkerThread } from './worker-thread.ts';

export interface WorkerDataPathOptions {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: DataPathLog;
  readonly reports: DataPathReports;
  /** Where access logs are kept; undefined where they cannot be. */
  readonly accessLogDir?: string | undefined;
  /** The worker's main module: the built one by default. */
  readonly file?: string | URL;
}

const died: BoundListener = { state: 'failed', reason: 'the load balancers are being started again' };

/**
 * The data path in a thread of its own, so that neither it nor the API and the planners keep each other waiting. The
 * thread is started with the first listener, and again when it dies.
 */
export class WorkerDataPath implements ObservedDataPath {
  readonly #options: WorkerDataPathOptions;
  readonly #bound = new Map<string, BoundListener>();
  readonly #probes = new LastProbes();
  /** Who waits for the thread to have settled, by the number of the question. */
  /** By the question that each waits to be answered; a thread that dies answers none. */
  readonly #waiting = new Map<number, (answer?: FromWorker) => void>();
  #questions = 0;
  #snapshot: RoutingSnapshot = { listeners: [], targetGroups: new Map() };
  #sender = new SnapshotSender();
  #thread: WorkerThread | undefined;
  #startedAtMs = 0;
  /** In a row, each soon after its start. */
  #deaths = 0;
  #restart: Timer | undefined;
  #closed = false;

  constructor(options: WorkerDataPathOptions) {
    this.#options = options;
  }

  apply(snapshot: RoutingSnapshot): void {
    if (this.#closed) return;
    this.#snapshot = snapshot;
    this.#forget(snapshot);
    if (this.#thread !== undefined) this.#send(this.#thread);
    else if (this.#restart === undefined && arnsOf(snapshot).size > 0) this.#start();
  }

  /** A thread that dies meanwhile has nothing to wait for: there is only time to pass before the next one. */
  async settled(): Promise<void> {
    await this.#ask((question) => ({ type: 'settle', question }));
  }

  get bound(): ReadonlyMap<string, BoundListener> {
    return this.#bound;
  }

  lastProbe(targetGroupArn: string, targetKey: string): LastProbe | undefined {
    return this.#probes.get(targetGroupArn, targetKey);
  }

  async lastProbes(): Promise<readonly ProbedTarget[]> {
    return this.#probes.list();
  }

  /** A thread that died takes its counts with it. */
  async trafficSince(ms: number): Promise<readonly TrafficMinute[]> {
    const answer = await this.#ask((question) => ({ type: 'ask-traffic', question, sinceMs: ms }));
    return answer?.type === 'traffic' ? answer.minutes : [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    if (this.#restart !== undefined) this.#options.clock.clearTimeout(this.#restart);
    await this.#thread?.close();
    this.#letGo();
  }

  #start(): void {
    const { clock, timing, accessLogDir, file = workerFile } = this.#options;
    if (file === undefined) throw new Error('Drydock is not built: npm run build.');
    const thread = new WorkerThread({
      file,
      clock,
      onMessage: (message) => this.#receive(message),
      onDied: (error) => this.#died(error),
    });
    this.#thread = thread;
    this.#startedAtMs = clock.now();
    thread.post({ type: 'start', settings: { timing, accessLogDir } });
    this.#send(thread);
  }

  async #ask(asking: (question: number) => ToWorker): Promise<FromWorker | undefined> {
    const thread = this.#thread;
    if (thread === undefined || this.#closed) return undefined;
    this.#questions += 1;
    const question = this.#questions;
    return new Promise((resolve) => {
      this.#waiting.set(question, resolve);
      thread.post(asking(question));
    });
  }

  #send(thread: WorkerThread): void {
    const change = this.#sender.change(this.#snapshot);
    if (change !== undefined) thread.post({ type: 'change', change });
  }

  #receive(message: FromWorker): void {
    const { log, reports } = this.#options;
    switch (message.type) {
      case 'target-health': {
        const { targetGroupArn, targetKey, health } = message;
        if (this.#registered(message)?.state === 'registered')
          reports.targetHealth(targetGroupArn, targetKey, health);
        return;
      }
      case 'drained': {
        const { targetGroupArn, targetKey } = message;
        if (this.#registered(message)?.state === 'draining') reports.drained(targetGroupArn, targetKey);
        return;
      }
      case 'probed': {
        const { targetGroupArn, targetKey, probe } = message;
        this.#probes.set(targetGroupArn, targetKey, probe);
        return reports.probed?.(targetGroupArn, targetKey, probe);
      }
      case 'bound':
        if (arnsOf(this.#snapshot).has(message.listenerArn)) this.#report(message.listenerArn, message.bound);
        return;
      case 'settled':
      case 'traffic':
        this.#waiting.get(message.question)?.(message);
        this.#waiting.delete(message.question);
        return;
      case 'log':
        return log[message.level](message.fields, message.message);
    }
  }

  #report(listenerArn: string, bound: BoundListener): void {
    this.#bound.set(listenerArn, bound);
    this.#options.reports.listenerBound(listenerArn, bound);
  }

  /** The target that is told of, unless it has been registered anew since the thread said so. */
  #registered(of: {
    targetGroupArn: string;
    targetKey: string;
    registeredAtMs: number;
  }): TargetRoute | undefined {
    const targets = this.#snapshot.targetGroups.get(of.targetGroupArn)?.targets;
    return targets?.find(
      ({ key, registeredAtMs }) => key === of.targetKey && registeredAtMs === of.registeredAtMs,
    );
  }

  #died(error: unknown): void {
    const { clock, log } = this.#options;
    const { deaths, delayMs } = restartDelayMs(this.#deaths, clock.now() - this.#startedAtMs);
    this.#deaths = deaths;
    this.#thread = undefined;
    this.#sender = new SnapshotSender();
    this.#probes.clear();
    this.#letGo();
    log.warn(
      { err: error, restartInMs: delayMs },
      'the thread of the load balancers died and is started again',
    );
    for (const listenerArn of [...this.#bound.keys()]) this.#report(listenerArn, died);
    this.#restart = clock.setTimeout(() => {
      this.#restart = undefined;
      if (arnsOf(this.#snapshot).size > 0) this.#start();
    }, delayMs);
  }

  #letGo(): void {
    for (const resolve of this.#waiting.values()) resolve();
    this.#waiting.clear();
  }

  /** Drops what the snapshot no longer has. */
  #forget(snapshot: RoutingSnapshot): void {
    const listeners = arnsOf(snapshot);
    for (const arn of [...this.#bound.keys()]) if (!listeners.has(arn)) this.#bound.delete(arn);
    this.#probes.keep(snapshot);
  }
}

function arnsOf({ listeners, flowListeners = [] }: RoutingSnapshot): ReadonlySet<string> {
  return new Set([...listeners, ...flowListeners].map(({ listenerArn }) => listenerArn));
}
