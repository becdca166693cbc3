/** What becomes one event of CloudWatch Logs. */
export interface LogEvent {
  /** Nothing is written for an empty message, but the container's log counts as read that far. */
  readonly message: string;
  readonly timestampMs: number;
  /** The stamp of the last line in it. */
  readonly lastLineNs: bigint;
}
