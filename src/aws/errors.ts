/**
 * An error that a client is meant to see: AWS's exception name and AWS's sentence. Anything else that is thrown is
 * an unexpected failure: it is logged and answered without its text.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  /**
   * @param code the exception's shape name in the SDK (`ClusterNotFoundException`), or the bare wire code where the
   *   service models none (`ValidationError`, `InvalidVpcID.NotFound`)
   * @param message AWS's sentence
   * @param members further members that the exception's shape has, e.g. `resourceIds`
   */
  constructor(
    readonly code: string,
    message: string,
    readonly members: Readonly<Record<string, unknown>> = {},
    readonly status?: number,
  ) {
    super(message);
  }
}

/** The names of the exceptions that an SDK client module exports. */
export type ExceptionName<Sdk> = {
  [Key in keyof Sdk]: Sdk[Key] extends abstract new (...args: never) => Error ? Key : never;
}[keyof Sdk] &
  string;

/** Makes the errors of one service: a name that its SDK does not model does not compile. */
export function exceptionsOf<Sdk>() {
  return (code: ExceptionName<Sdk>, message: string, members?: Record<string, unknown>): AwsError =>
    new AwsError(code, message, members);
}

/** An operation of AWS's that Drydock lacks. A 4xx, because SDKs retry a 5xx for minutes. */
export function notImplemented(service: string, operation: string): AwsError {
  return new AwsError(
    'NotImplementedException',
    `Drydock does not implement ${service}:${operation}.`,
    {},
    400,
  );
}
