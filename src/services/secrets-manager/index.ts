import { AwsError } from '../../aws/errors.ts';
import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import { missingText } from '../../aws/validation.ts';
import { secretOperations } from './secret-operations.ts';
import type { SecretsManagerContext } from './secrets-manager-context.ts';
import { valueOperations } from './value-operations.ts';

/** Secrets Manager. */
export function secretsManagerService(context: SecretsManagerContext): ServiceDefinition {
  return defineService(
    {
      signingName: 'secretsmanager',
      protocol: { kind: 'json', targetPrefix: 'secretsmanager', version: '1.1' },
      loadSdk: () => import('@aws-sdk/client-secrets-manager'),
      missingMember: (_operation, path) => new AwsError('ValidationException', missingText(path)),
      operations: { ...secretOperations, ...valueOperations },
    },
    context,
  );
}
