import type { Clock } from '../../../src/clock.ts';
import type { Timing } from '../../../src/plan/timing.ts';
import { LoadBalancers } from '../load-balancers.ts';
import type { DataPathReports, RoutingSnapshot } from '../snapshot.ts';
import type { FromWorker, ToWorker } from './messages.ts';
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
  #snapshot: RoutingSnapshot = { listeners: [], targetGroups: new Map() };

  constructor(options: DataPathServerOptions) {
    this.#options = options;
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case 'start':
        this.#loadBalancers = this.#start(message.timing);
        return;
      case 'change':
        // Before it is applied: what is reported meanwhile is of this snapshot's targets.
        this.#snapshot = this.#receiver.apply(message.change);
        this.#loadBalancers?.apply(this.#snapshot);
        return;
      case 'settle':
        void this.#settle(message.question);
        return;
      case 'close':
        void this.#close();
    }
  }

  #start(timing: Timing): LoadBalancers {
    const { clock, tell } = this.#options;
    return new LoadBalancers({
      clock,
      timing,
      reports: this.#reports(),
      log: {
        info: (fields, message) => tell({ type: 'log', level: 'info', fields, message }),
        warn: (fields, message) => tell({ type: 'log', level: 'warn', fields, message }),
      },
    });
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

  async #close(): Promise<void> {
    await this.#loadBalancers?.[Symbol.asyncDispose]();
    this.#options.onClosed();
  }
}
