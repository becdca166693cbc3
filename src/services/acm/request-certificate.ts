import { createHash, randomUUID } from 'node:crypto';
import type { OperationInput } from '../../aws/operation.ts';
import { constraintText } from '../../aws/validation.ts';
import { type AcmContext, acmError, notServed } from './acm-context.ts';
import { withTags } from './certificate-tags.ts';
import type { AcmScope, Certificate, Requested } from './model.ts';

type Input = OperationInput<typeof import('@aws-sdk/client-acm'), 'RequestCertificate'>;

const requestable = ['RSA_2048', 'EC_prime256v1', 'EC_secp384r1'] as const;
/** ACM's default quota; it can be raised to 100. */
const mostNames = 100;
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const domainPattern = new RegExp(`^(?:\\*\\.)?(?:${label}\\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$`);
const idempotencyMs = 3_600_000;

/** Issues a certificate at once. The same request with the same token within an hour gives the same certificate. */
export async function requestCertificate(
  context: AcmContext,
  input: Input,
  scope: AcmScope,
): Promise<{ CertificateArn: string }> {
  const requested = checked(input);
  const keyAlgorithm = requestable.find((each) => each === (input.KeyAlgorithm ?? 'RSA_2048'));
  if (keyAlgorithm === undefined)
    throw acmError('ValidationException', `The key algorithm ${input.KeyAlgorithm} cannot be requested.`);
  const tags = withTags([], input.Tags);
  const earlier = requestedBefore(context, scope, requested);
  if (earlier !== undefined) return { CertificateArn: earlier.arn };
  const issued = await context.authority.issue(requested.names, keyAlgorithm);
  // Another request with the same token may have come in between.
  const meanwhile = requestedBefore(context, scope, requested);
  if (meanwhile !== undefined) return { CertificateArn: meanwhile.arn };
  const arn = newCertificateArn(scope);
  context.certificates.put({
    arn,
    accountId: scope.accountId,
    region: scope.region,
    createdAtMs: context.clock.now(),
    document: { domainName: requested.names[0] ?? '', keyAlgorithm, tags, origin: requested },
    certificatePem: issued.certificatePem,
    chainPem: issued.chainPem,
    sealedKey: context.vault.seal(Buffer.from(issued.privateKeyPem)),
  });
  return { CertificateArn: arn };
}

/** A new ARN of a certificate. */
export function newCertificateArn({ accountId, region }: AcmScope): string {
  return `arn:aws:acm:${region}:${accountId}:certificate/${randomUUID()}`;
}

function checked(input: Input): Requested {
  if (input.CertificateAuthorityArn !== undefined) throw notServed('certificates of a private authority');
  if (input.ManagedBy !== undefined) throw notServed('certificates that a service manages');
  if (input.Options?.Export === 'ENABLED') throw notServed('certificates that can be exported');
  const validationMethod = input.ValidationMethod ?? 'EMAIL';
  if (validationMethod === 'HTTP') throw notServed('validation by HTTP');
  const { IdempotencyToken: idempotencyToken } = input;
  if (idempotencyToken !== undefined && !/^\w{1,32}$/.test(idempotencyToken))
    throw acmError(
      'ValidationException',
      constraintText(`'${idempotencyToken}'`, 'idempotencyToken', 'satisfy regular expression pattern: \\w+'),
    );
  const names = [...new Set([input.DomainName, ...(input.SubjectAlternativeNames ?? [])].map(checkedName))];
  if (names.length > mostNames)
    throw acmError('LimitExceededException', `A certificate can have at most ${mostNames} domain names.`);
  return {
    type: 'AMAZON_ISSUED',
    names,
    validationMethod,
    validationDomains: validationDomains(names, input.DomainValidationOptions ?? []),
    transparencyLogging: input.Options?.CertificateTransparencyLoggingPreference ?? 'ENABLED',
    idempotencyToken,
  };
}

function checkedName(name: string): string {
  if (name.length > 253 || !domainPattern.test(name))
    throw acmError(
      'ValidationException',
      constraintText(
        `'${name}'`,
        'domainName',
        'satisfy regular expression pattern: (\\*\\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])',
      ),
    );
  return name.toLowerCase();
}

function validationDomains(
  names: readonly string[],
  options: readonly { readonly DomainName: string; readonly ValidationDomain: string }[],
): Record<string, string> {
  for (const { DomainName, ValidationDomain } of options) {
    const [name, domain] = [DomainName.toLowerCase(), ValidationDomain.toLowerCase()];
    if (!names.includes(name) || (name !== domain && !name.endsWith(`.${domain}`)))
      throw acmError(
        'InvalidDomainValidationOptionsException',
        `The validation domain ${ValidationDomain} is not a superdomain of ${DomainName}.`,
      );
  }
  return Object.fromEntries(
    options.map(({ DomainName, ValidationDomain }) => [
      DomainName.toLowerCase(),
      ValidationDomain.toLowerCase(),
    ]),
  );
}

function requestedBefore(
  { certificates, clock }: AcmContext,
  scope: AcmScope,
  requested: Requested,
): Certificate | undefined {
  if (requested.idempotencyToken === undefined) return undefined;
  const wanted = JSON.stringify(requested);
  return certificates
    .list(scope)
    .find(
      ({ document, createdAtMs }) =>
        JSON.stringify(document.origin) === wanted && clock.now() - createdAtMs < idempotencyMs,
    );
}

/** The DNS record that ACM would look for: the same for a domain of an account, whatever certificate it is for. */
export function validationRecord(accountId: string, name: string) {
  const domain = name.replace(/^\*\./, '');
  const digest = createHash('sha256').update(`${accountId} ${domain}`).digest('hex');
  return {
    Name: `_${digest.slice(0, 32)}.${domain}.`,
    Type: 'CNAME' as const,
    Value: `_${digest.slice(32)}.acm-validations.aws.`,
  };
}
