import { AwsError } from '../../aws/errors.ts';
import type { Operations } from '../../aws/operation.ts';
import { missingText } from '../../aws/validation.ts';
import type { ServiceContext } from '../service-context.ts';
import type { LogGroup, LogScope, LogStore, LogStream } from './log-store.ts';

export interface LogsContext extends ServiceContext {
  readonly logs: LogStore;
}

export type LogsOperations = Operations<typeof import('@aws-sdk/client-cloudwatch-logs'), LogsContext>;

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/**
 * Finds a group by name or by identifier (name or ARN without `:*`); other accounts' and regions' groups do not
 * exist for a caller.
 *
 * @throws AwsError
 */
export function findGroup(
  { logs }: LogsContext,
  scope: LogScope,
  named: { readonly logGroupName?: string; readonly logGroupIdentifier?: string },
): LogGroup {
  if (named.logGroupName !== undefined && named.logGroupIdentifier !== undefined)
    throw new AwsError(
      'ValidationException',
      'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
    );
  const identifier = named.logGroupName ?? named.logGroupIdentifier;
  if (identifier === undefined) throw invalidParameter(missingText('logGroupName'));
  const own = groupArn(scope, '');
  const name = identifier.startsWith(own) ? identifier.slice(own.length) : identifier;
  const group = logs.findGroup(scope, name);
  if (group === undefined)
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

export function findStream({ logs }: LogsContext, group: LogGroup, name: string): LogStream {
  const stream = logs.findStream(group.id, name);
  if (stream === undefined)
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  return stream;
}

/** Without the trailing `:*` that `arn` has. */
export function groupArn(scope: LogScope, name: string): string {
  return `arn:aws:logs:${scope.region}:${scope.accountId}:log-group:${name}`;
}
