import { AwsError } from '../../aws/errors.ts';
import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import { missingText } from '../../aws/validation.ts';
import type { IamContext } from './iam-context.ts';
import { serverCertificateOperations } from './server-certificate-operations.ts';

/** IAM, as far as load balancers take certificates from it. */
export function iamService(context: IamContext): ServiceDefinition {
  return defineService(
    {
      signingName: 'iam',
      protocol: {
        kind: 'query',
        apiVersion: '2010-05-08',
        xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
      },
      loadSdk: () => import('@aws-sdk/client-iam'),
      missingMember: (_operation, path) => new AwsError('ValidationError', missingText(path)),
      operations: serverCertificateOperations,
    },
    context,
  );
}
