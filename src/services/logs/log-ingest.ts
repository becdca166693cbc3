import type { Clock } from '../../clock.ts';
import type { LogStore } from './log-store.ts';

/** How the log driver writes: by the names that a task definition gives. */
export class LogIngest {
  readonly #logs: LogStore;
  readonly #clock: Clock;

  constructor(logs: LogStore, clock: Clock) {
    this.#logs = logs;
    this.#clock = clock;
  }

  groupExists(accountId: string, region: string, group: string): boolean {
    return this.#logs.findGroup({ accountId, region }, group) !== undefined;
  }

  ensureGroup(accountId: string, region: string, group: string): void {
    if (!this.groupExists(accountId, region, group))
      this.#logs.addGroup({ accountId, region }, group, this.#clock.now(), { tags: {} });
  }

  /** The stream's id; undefined when its group does not exist. */
  ensureStream(accountId: string, region: string, group: string, stream: string): number | undefined {
    const found = this.#logs.findGroup({ accountId, region }, group);
    if (found === undefined) return undefined;
    return (
      this.#logs.findStream(found.id, stream)?.id ?? this.#logs.addStream(found.id, stream, this.#clock.now())
    );
  }

  /** Appends events and saves how far the container was read, both or neither. Lines of a deleted stream are dropped. */
  append(
    streamId: number,
    events: readonly { readonly timestampMs: number; readonly message: string }[],
    cursor: { readonly containerId: string; readonly afterNs: bigint },
  ): void {
    this.#logs.append(streamId, events, this.#clock.now(), () =>
      this.#logs.setCursor(cursor.containerId, cursor.afterNs),
    );
  }

  cursor(containerId: string): bigint | undefined {
    return this.#logs.cursor(containerId);
  }

  forgetCursor(containerId: string): void {
    this.#logs.forgetCursor(containerId);
  }
}
