/** What rules look at. */
export interface RuleRequest {
  readonly method: string;
  /** Without the port. */
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  /** Without the `?`. */
  readonly query: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** The TCP peer. */
  readonly clientAddress: string;
}
