import { AwsError } from '../../aws/errors.ts';
import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import { missingText } from '../../aws/validation.ts';
import { checkLengths } from './limits.ts';
import { randomPasswordOperations } from './random-password.ts';
import { replicationOperations } from './replication.ts';
import { resourcePolicyOperations } from './resource-policy.ts';
import { rotationOperations } from './rotation.ts';
import { deleteOperations } from './secret/delete-secret.ts';
import { describeOperations } from './secret/describe-secret.ts';
import { listOperations } from './secret/list-secrets.ts';
import { writeOperations } from './secret/write-secret.ts';
import type { SecretsManagerContext } from './secrets-manager-context.ts';
import { batchOperations } from './value/batch-get-secret-value.ts';
import { valueOperations } from './value/value-operations.ts';
import { versionStageOperations } from './value/version-stage.ts';

/** Secrets Manager. */
export function secretsManagerService(context: SecretsManagerContext): ServiceDefinition {
  const service = defineService(
    {
      signingName: 'secretsmanager',
      protocol: { kind: 'json', targetPrefix: 'secretsmanager', version: '1.1' },
      loadSdk: () => import('@aws-sdk/client-secrets-manager'),
      missingMember: (_operation, path) => new AwsError('ValidationException', missingText(path)),
      operations: {
        ...writeOperations,
        ...describeOperations,
        ...listOperations,
        ...deleteOperations,
        ...valueOperations,
        ...batchOperations,
        ...versionStageOperations,
        ...randomPasswordOperations,
        ...resourcePolicyOperations,
        ...replicationOperations,
        ...rotationOperations,
      },
    },
    context,
  );
  return { ...service, operations: lengthsChecked(service.operations) };
}

/** The bounds of members are the same in every operation, and are checked before any looks at its request. */
function lengthsChecked(operations: ServiceDefinition['operations']): ServiceDefinition['operations'] {
  return new Map(
    [...operations].map(([name, handle]) => [
      name,
      (input, scope) => {
        checkLengths(input);
        return handle(input, scope);
      },
    ]),
  );
}
