import { AwsError } from '../../aws/errors.ts';
import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import { missingText } from '../../aws/validation.ts';
import { deleteOperations } from './parameter/delete-parameter.ts';
import { describeOperations } from './parameter/describe-parameters.ts';
import { getOperations } from './parameter/get-parameter.ts';
import { historyOperations } from './parameter/get-parameter-history.ts';
import { byPathOperations } from './parameter/get-parameters-by-path.ts';
import { labelOperations } from './parameter/label-parameter-version.ts';
import { putOperations } from './parameter/put-parameter.ts';
import type { SsmContext } from './ssm-context.ts';
import { tagOperations } from './tag-operations.ts';

/** SSM Parameter Store. */
export function ssmService(context: SsmContext): ServiceDefinition {
  return defineService(
    {
      signingName: 'ssm',
      protocol: { kind: 'json', targetPrefix: 'AmazonSSM', version: '1.1' },
      loadSdk: () => import('@aws-sdk/client-ssm'),
      missingMember: (_operation, path) => new AwsError('ValidationException', missingText(path)),
      operations: {
        ...putOperations,
        ...getOperations,
        ...byPathOperations,
        ...historyOperations,
        ...labelOperations,
        ...describeOperations,
        ...deleteOperations,
        ...tagOperations,
      },
    },
    context,
  );
}
