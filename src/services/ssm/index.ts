import { AwsError } from '../../aws/errors.ts';
import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import { missingText } from '../../aws/validation.ts';
import { describeOperations } from './describe-parameters.ts';
import { getOperations } from './get-parameters.ts';
import { putOperations } from './put-parameter.ts';
import type { SsmContext } from './ssm-context.ts';

/** SSM Parameter Store. */
export function ssmService(context: SsmContext): ServiceDefinition {
  return defineService(
    {
      signingName: 'ssm',
      protocol: { kind: 'json', targetPrefix: 'AmazonSSM', version: '1.1' },
      loadSdk: () => import('@aws-sdk/client-ssm'),
      missingMember: (_operation, path) => new AwsError('ValidationException', missingText(path)),
      operations: { ...putOperations, ...getOperations, ...describeOperations },
    },
    context,
  );
}
