import { AwsError, exceptionsOf } from '../../aws/errors.ts';
import type { Operations } from '../../aws/operation.ts';
import type { LocalAuthority } from '../../certificates/local-authority.ts';
import type { Vault } from '../../state/vault.ts';
import type { ServiceContext } from '../service-context.ts';
import type { CertificateStore } from './certificate-store.ts';
import type { AcmScope, Certificate } from './model.ts';

type Sdk = typeof import('@aws-sdk/client-acm');

export interface AcmContext extends ServiceContext {
  readonly vault: Vault;
  readonly authority: LocalAuthority;
  readonly certificates: CertificateStore;
  /** The ARNs of the resources of other services that a certificate is used by. */
  usersOf(certificateArn: string): readonly string[];
}

export type AcmOperations = Operations<Sdk, AcmContext>;

/** ACM's exceptions. */
export const acmError = exceptionsOf<Sdk>();

/** What AWS has and Drydock would accept in vain. */
export function notServed(what: string): AwsError {
  return new AwsError('NotImplementedException', `Drydock does not implement ${what} yet.`);
}

const arnPattern = /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]{1,128}$/;

/** The caller's certificate. @throws AwsError where the ARN is none, or names none of the caller's */
export function certificateByArn({ certificates }: AcmContext, scope: AcmScope, arn: string): Certificate {
  if (!arnPattern.test(arn))
    throw acmError('InvalidArnException', `Value '${arn}' is not a valid ARN of a certificate.`);
  const found = certificates.find(arn);
  if (found === undefined || found.accountId !== scope.accountId || found.region !== scope.region)
    throw acmError('ResourceNotFoundException', `Could not find certificate ${arn}.`);
  return found;
}
