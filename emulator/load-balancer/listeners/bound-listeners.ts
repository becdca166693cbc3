import { isDeepStrictEqual } from 'node:util';
import { listenerUrl } from '../../../src/plan/listener-url.ts';
import type { DataPathLog } from '../log.ts';
import type { BoundListener, DataPathReports, FlowListenerRoute, ListenerRoute } from '../snapshot.ts';

interface BoundListenersOptions {
  readonly log: DataPathLog;
  readonly reports: Pick<DataPathReports, 'listenerBound'>;
}

type Named = Pick<ListenerRoute | FlowListenerRoute, 'listenerArn' | 'protocol'>;

/** Where each listener really listens; what changes is logged and reported. */
export class BoundListeners {
  readonly #options: BoundListenersOptions;
  readonly #bound = new Map<string, BoundListener>();

  constructor(options: BoundListenersOptions) {
    this.#options = options;
  }

  /** By the listener's ARN. */
  get all(): ReadonlyMap<string, BoundListener> {
    return this.#bound;
  }

  /** @param host the name that leads to the listener, for the log */
  set({ listenerArn, protocol }: Named, host: string, bound: BoundListener): void {
    if (isDeepStrictEqual(this.#bound.get(listenerArn), bound)) return;
    this.#bound.set(listenerArn, bound);
    const { log, reports } = this.#options;
    if (bound.state === 'failed') log.warn({ listenerArn, reason: bound.reason }, 'listener cannot listen');
    else {
      const { port, addresses } = bound;
      log.info({ listenerArn, url: listenerUrl(protocol, host, port), addresses }, 'listener listens');
    }
    reports.listenerBound(listenerArn, bound);
  }

  /** Forgets those that are not among the listeners any more. */
  keep(listeners: readonly Named[]): void {
    const wanted = new Set(listeners.map(({ listenerArn }) => listenerArn));
    for (const arn of [...this.#bound.keys()]) if (!wanted.has(arn)) this.#bound.delete(arn);
  }
}
