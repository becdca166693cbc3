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
          Account: scope.accountId,
          Arn: scope.principalArn,
          UserId: scope.accountId,
        }),
      },
    },
    undefined,
  );
}
