import { AwsError } from '../../aws/errors.ts';
import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import { missingText } from '../../aws/validation.ts';
import type { AcmContext } from './acm-context.ts';
import { certificateOperations } from './certificate-operations.ts';

/** AWS Certificate Manager: what a local authority issues, and what is imported. */
export function acmService(context: AcmContext): ServiceDefinition {
  return defineService(
    {
      signingName: 'acm',
      protocol: { kind: 'json', targetPrefix: 'CertificateManager', version: '1.1' },
      loadSdk: () => import('@aws-sdk/client-acm'),
      missingMember: (_operation, path) => new AwsError('ValidationException', missingText(path)),
      operations: certificateOperations,
    },
    context,
  );
}
