import { AwsError } from '../../aws/errors.ts';
import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import { missingText } from '../../aws/validation.ts';

/** STS, as far as clients ask who they are. */
export function stsService(): ServiceDefinition {
  return defineService(
    {
      signingName: 'sts',
      protocol: {
        kind: 'query',
        apiVersion: '2011-06-15',
        xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
      },
      loadSdk: () => import('@aws-sdk/client-sts'),
      missingMember: (_operation, path) => new AwsError('ValidationError', missingText(path)),
      operations: {
        GetCallerIdentity: (_context, _input, scope) => ({
          // A task's role may name another account than the one whose resources the task sees.
          Account: scope.principalArn.split(':')[4],
          Arn: scope.principalArn,
          UserId: scope.userId,
        }),
      },
    },
    undefined,
  );
}
