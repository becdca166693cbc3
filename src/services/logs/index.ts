import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import { missingText } from '../../aws/validation.ts';
import { groupOperations } from './group-operations.ts';
import { invalidParameter, type LogsContext } from './logs-context.ts';
import { putOperations } from './put-log-events.ts';
import { readOperations } from './read-operations.ts';

/** CloudWatch Logs. */
export function logsService(context: LogsContext): ServiceDefinition {
  return defineService(
    {
      signingName: 'logs',
      protocol: { kind: 'json', targetPrefix: 'Logs_20140328', version: '1.1' },
      loadSdk: () => import('@aws-sdk/client-cloudwatch-logs'),
      missingMember: (_operation, path) => invalidParameter(missingText(path)),
      operations: { ...groupOperations, ...putOperations, ...readOperations },
    },
    context,
  );
}
