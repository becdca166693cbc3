import type { ExchangeRecord } from '../access-log/exchange-record.ts';
import { exchangeRecordOf, type RefusedBytes, refusedRecord } from '../access-log/exchange-record-of.ts';
import type { LogLocation } from '../access-log/log-object.ts';
import type { RequestRecord } from '../request-record.ts';
import type { ListenerRoute } from '../snapshot.ts';
import { TrafficCounts } from './traffic-counts.ts';

/** What keeps access logs. */
export interface ExchangeLog {
  /** Never waits and never throws. */
  write(location: LogLocation, record: ExchangeRecord): void;
}

/** Counts every request, and logs it where its load balancer is asked to. */
export class TrafficRecorder {
  readonly counts = new TrafficCounts();
  readonly #log: ExchangeLog | undefined;

  constructor(log: ExchangeLog | undefined) {
    this.#log = log;
  }

  /** To be called with each request once it is over. */
  done(record: RequestRecord): void {
    const { listener } = record;
    if (listener === undefined) return;
    this.counts.add(listener.listenerArn, record);
    if (listener.accessLog !== undefined)
      this.#log?.write(listener.accessLog, exchangeRecordOf(record, listener));
  }

  /** To be called with what could not be read as a request. */
  refused(listener: ListenerRoute, refused: RefusedBytes): void {
    const { status, sentBytes, atMs: endedAtMs } = refused;
    this.counts.add(listener.listenerArn, { endedAtMs, status, receivedBytes: 0, sentBytes });
    if (listener.accessLog !== undefined)
      this.#log?.write(listener.accessLog, refusedRecord(refused, listener));
  }
}
