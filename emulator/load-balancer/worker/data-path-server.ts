import type { Clock } from '../../../src/clock.ts';
import type { AccessLogs } from '../access-log/access-logs.ts';
import { openAccessLogs } from '../access-log/open-access-logs.ts';
import { LoadBalancers } from '../load-balancers.ts';
import type { DataPathLog } from '../log.ts';
import type { DataPathReports, RoutingSnapshot } from '../snapshot.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { SnapshotReceiver } from './snapshot-receiver.ts';

export interface DataPathServerOptions {
  readonly clock: Clock;
  readonly tell: (message: FromWorker) => void;
  /** Everything is closed, and nothing will be told any more. */
  readonly onClosed: () => void;
}

/** The load balancers behind messages: the half that lives in the worker thread. */
export class DataPathServer {
  readonly #options: DataPathServerOptions;
  readonly #receiver = new SnapshotReceiver();
  #loadBalancers: LoadBalancers | undefined;
  #accessLogs: AccessLogs | undefined;
  #snapshot: RoutingSnapshot = { listeners: [], targetGroups: new Map() };

  constructor(options: DataPathServerOptions) {
    this.#options = options;
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case 'start':
        this.#loadBalancers = this.#start(message.settings);
        return;
      case 'change':
        // Before it is applied: what is reported meanwhile is of this snapshot's targets.
        this.#snapshot = this.#receiver.apply(message.change);
        this.#loadBalancers?.apply(this.#snapshot);
        return;
      case 'settle':
        void this.#settle(message.question);
        return;
      case 'ask-traffic':
        void this.#tellTraffic(message.question, message.sinceMs);
        return;
      case 'close':
        void this.#close();
    }
  }

  #start({ timing, accessLogDir }: WorkerSettings): LoadBalancers {
    const { clock, tell } = this.#options;
    const log: DataPathLog = {
      info: (fields, message) => tell({ type: 'log', level: 'info', fields, message }),
      warn: (fields, message) => tell({ type: 'log', level: 'warn', fields, message }),
    };
    this.#accessLogs = openAccessLogs(accessLogDir, { clock, log });
    return new LoadBalancers({ clock, timing, log, reports: this.#reports(), accessLogs: this.#accessLogs });
  }

  #reports(): DataPathReports {
    const { tell } = this.#options;
    return {
      targetHealth: (targetGroupArn, targetKey, health) => {
        const registeredAtMs = this.#registeredAtMs(targetGroupArn, targetKey);
        if (registeredAtMs !== undefined)
          tell({ type: 'target-health', targetGroupArn, targetKey, registeredAtMs, health });
      },
      drained: (targetGroupArn, targetKey) => {
        const registeredAtMs = this.#registeredAtMs(targetGroupArn, targetKey);
        if (registeredAtMs !== undefined)
          tell({ type: 'drained', targetGroupArn, targetKey, registeredAtMs });
      },
      probed: (targetGroupArn, targetKey, probe) =>
        tell({ type: 'probed', targetGroupArn, targetKey, probe }),
      listenerBound: (listenerArn, bound) => tell({ type: 'bound', listenerArn, bound }),
    };
  }

  #registeredAtMs(targetGroupArn: string, targetKey: string): number | undefined {
    const group = this.#snapshot.targetGroups.get(targetGroupArn);
    return group?.targets.find(({ key }) => key === targetKey)?.registeredAtMs;
  }

  async #settle(question: number): Promise<void> {
    await this.#loadBalancers?.settled();
    this.#options.tell({ type: 'settled', question });
  }

  async #tellTraffic(question: number, sinceMs: number): Promise<void> {
    const minutes = (await this.#loadBalancers?.trafficSince(sinceMs)) ?? [];
    this.#options.tell({ type: 'traffic', question, minutes });
  }

  async #close(): Promise<void> {
    await this.#loadBalancers?.[Symbol.asyncDispose]();
    // After all that writes to them.
    await this.#accessLogs?.[Symbol.asyncDispose]();
    this.#options.onClosed();
  }
}
