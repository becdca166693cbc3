import type { Clock } from '../../../src/clock.ts';
import type { ArrivalPort } from '../listeners/arrival.ts';
import type { RequestRecord } from '../request-record.ts';
import type { IdleTimers } from '../wire/idle-timers.ts';
import type { ClientConnection } from './client-connection.ts';
import type { ClientSide } from './client-side.ts';

/** What the connections of one port have in common. */
export interface ClientSettings {
  readonly clock: Clock;
  readonly timers: IdleTimers;
  readonly port: ArrivalPort;
  /** A request is here; it is to be answered, now or later. */
  readonly onRequest: (client: ClientSide, record: RequestRecord) => void;
  /** A request is over. */
  readonly onDone: (record: RequestRecord) => void;
  /** What came could not be read as a request, and was answered so. */
  readonly onRefused: (client: ClientSide, status: number, sentBytes: number) => void;
  readonly onClosed: (connection: ClientConnection) => void;
}
