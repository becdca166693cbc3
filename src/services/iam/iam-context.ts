import { exceptionsOf } from '../../aws/errors.ts';
import type { Operations } from '../../aws/operation.ts';
import type { Vault } from '../../state/vault.ts';
import type { ServiceContext } from '../service-context.ts';
import type { ServerCertificate, ServerCertificateStore } from './server-certificate-store.ts';

type Sdk = typeof import('@aws-sdk/client-iam');

export interface IamContext extends ServiceContext {
  readonly vault: Vault;
  readonly serverCertificates: ServerCertificateStore;
  /** The ARNs of the load balancers that use a certificate. */
  usersOf(certificateArn: string): readonly string[];
}

export type IamOperations = Operations<Sdk, IamContext>;

/** IAM's exceptions. */
export const iamError = exceptionsOf<Sdk>();

/** The caller's certificate. @throws AwsError NoSuchEntityException */
export function serverCertificateByName(
  { serverCertificates }: IamContext,
  { accountId }: { readonly accountId: string },
  name: string,
): ServerCertificate {
  const found = serverCertificates.findByName(accountId, name);
  if (found === undefined)
    throw iamError('NoSuchEntityException', `The Server Certificate with name ${name} cannot be found.`);
  return found;
}
