import type { CertificateSummary } from '@aws-sdk/client-acm';
import type { OperationInput, OperationOutput } from '../../aws/operation.ts';
import { pageOf } from '../../aws/paging.ts';
import { constraintText } from '../../aws/validation.ts';
import { type AcmContext, acmError } from './acm-context.ts';
import { certificateSummary } from './describe-certificate.ts';
import type { AcmScope, Certificate } from './model.ts';

type Sdk = typeof import('@aws-sdk/client-acm');
type Input = OperationInput<Sdk, 'ListCertificates'>;

const largestPage = 1000;
/** AWS lists certificates of other algorithms only where they are asked for by name. */
const listedUnasked: readonly (string | undefined)[] = ['RSA_1024', 'RSA_2048'];

/** The certificates of the caller's, the oldest first unless asked otherwise. */
export function listCertificates(
  context: AcmContext,
  input: Input,
  scope: AcmScope,
): OperationOutput<Sdk, 'ListCertificates'> {
  const { MaxItems: maxResults = largestPage, SortBy, SortOrder } = input;
  if (maxResults < 1 || maxResults > largestPage)
    throw acmError(
      'ValidationException',
      constraintText(
        `'${maxResults}'`,
        'maxItems',
        maxResults < 1
          ? 'have value greater than or equal to 1'
          : `have value less than or equal to ${largestPage}`,
      ),
    );
  if ((SortBy === undefined) !== (SortOrder === undefined))
    throw acmError('ValidationException', 'SortBy and SortOrder must be specified together.');
  const all = context.certificates
    .list(scope)
    .map((certificate) => ({ certificate, summary: certificateSummary(context, certificate) }))
    .filter(({ summary }) => isAskedFor(summary, input));
  const descending = SortOrder === 'DESCENDING';
  const page = pageOf(
    descending ? all.reverse() : all,
    ({ certificate }) => sortKey(certificate),
    { nextToken: input.NextToken, maxResults, descending },
    () => acmError('InvalidArgsException', 'The pagination token is not valid.'),
  );
  return {
    CertificateSummaryList: page.items.map(({ summary }) => summary),
    NextToken: page.nextToken,
  };
}

function sortKey({ createdAtMs, arn }: Certificate): string {
  return `${String(createdAtMs).padStart(15, '0')} ${arn}`;
}

function isAskedFor(summary: CertificateSummary, { CertificateStatuses, Includes }: Input): boolean {
  return (
    isOneOf(CertificateStatuses, summary.Status) &&
    (Includes?.keyTypes ?? listedUnasked).includes(summary.KeyAlgorithm) &&
    (Includes?.keyUsage ?? []).every((usage) => summary.KeyUsages?.includes(usage)) &&
    (Includes?.extendedKeyUsage ?? []).every((usage) => summary.ExtendedKeyUsages?.includes(usage)) &&
    (Includes?.exportOption === undefined || Includes.exportOption === summary.ExportOption) &&
    (Includes?.managedBy === undefined || Includes.managedBy === summary.ManagedBy)
  );
}

function isOneOf<Value>(allowed: readonly Value[] | undefined, value: Value | undefined): boolean {
  return allowed === undefined || allowed.length === 0 || (value !== undefined && allowed.includes(value));
}
