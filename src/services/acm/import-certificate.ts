import type { OperationInput } from '../../aws/operation.ts';
import { constraintText } from '../../aws/validation.ts';
import { certificateFacts } from '../../certificates/certificate-facts.ts';
import {
  type CertificateProblem,
  type CheckedCertificate,
  checkCertificate,
} from '../../certificates/check-certificate.ts';
import { type AcmContext, acmError, certificateByArn } from './acm-context.ts';
import { withTags } from './certificate-tags.ts';
import type { AcmScope, CertificateDocument } from './model.ts';
import { newCertificateArn } from './request-certificate.ts';

type Input = OperationInput<typeof import('@aws-sdk/client-acm'), 'ImportCertificate'>;

const sentences: Readonly<Record<CertificateProblem, string>> = {
  certificateMalformed: 'The certificate is not PEM-encoded or is not valid.',
  severalCertificates:
    'The certificate field contains more than one certificate. You can specify only one certificate in this field.',
  keyMalformed: 'The private key is not PEM-encoded or is not valid.',
  keyEncrypted: 'The private key is encrypted. It must be an unencrypted key.',
  keyMismatch: 'The private key does not match the public key of the certificate.',
  chainMalformed: 'The certificate chain is not PEM-encoded or is not valid.',
  chainMismatch: 'Could not validate the certificate with the certificate chain.',
  notYetValid: 'The certificate is not in effect yet, is not valid.',
  expired: 'The certificate has expired, is not valid.',
};

/** The longest of each text, in bytes: as ACM's model says. */
const longest = { certificate: 32_768, privateKey: 5120, certificateChain: 2_097_152 };

/** Imports a certificate, or imports one anew: it keeps its ARN, and whoever uses it takes it up. */
export function importCertificate(
  context: AcmContext,
  input: Input,
  scope: AcmScope,
): { CertificateArn: string } {
  const now = context.clock.now();
  const before =
    input.CertificateArn === undefined ? undefined : certificateByArn(context, scope, input.CertificateArn);
  if (before !== undefined && before.document.origin.type !== 'IMPORTED')
    throw acmError('ValidationException', `The certificate ${before.arn} was not imported.`);
  if (before !== undefined && (input.Tags?.length ?? 0) > 0)
    throw acmError(
      'ValidationException',
      'Tagging is not permitted on re-import. Please use AddTagsToCertificate to add tags to existing certificates.',
    );
  const certificate = checked(input, now);
  const document = documentOf(certificate, now, before?.document.tags ?? withTags([], input.Tags));
  if (before !== undefined && before.document.keyAlgorithm !== document.keyAlgorithm)
    throw acmError(
      'ValidationException',
      'The private key must be of the same algorithm and size as that of the certificate that is imported anew.',
    );
  const arn = before?.arn ?? newCertificateArn(scope);
  context.certificates.put({
    arn,
    accountId: scope.accountId,
    region: scope.region,
    createdAtMs: before?.createdAtMs ?? now,
    document,
    certificatePem: certificate.certificatePem,
    chainPem: certificate.chainPem,
    sealedKey: context.vault.seal(Buffer.from(certificate.privateKeyPem)),
  });
  return { CertificateArn: arn };
}

function checked(input: Input, nowMs: number): CheckedCertificate {
  const result = checkCertificate(
    {
      certificate: text(input.Certificate, 'certificate'),
      privateKey: text(input.PrivateKey, 'privateKey'),
      chain: input.CertificateChain && text(input.CertificateChain, 'certificateChain'),
    },
    nowMs,
  );
  if ('problem' in result) throw acmError('ValidationException', sentences[result.problem]);
  return result;
}

function text(bytes: Uint8Array, path: keyof typeof longest): string {
  // What was sent is a key, for one: the sentence does not repeat it.
  if (bytes.length < 1 || bytes.length > longest[path])
    throw acmError(
      'ValidationException',
      constraintText(
        `of ${bytes.length} bytes`,
        path,
        bytes.length < 1
          ? 'have length greater than or equal to 1'
          : `have length less than or equal to ${longest[path]}`,
      ),
    );
  return Buffer.from(bytes).toString('latin1');
}

function documentOf(
  certificate: CheckedCertificate,
  importedAtMs: number,
  tags: CertificateDocument['tags'],
): CertificateDocument {
  const { keyAlgorithm, commonName, dnsNames } = certificateFacts(certificate.certificatePem);
  if (keyAlgorithm === undefined)
    throw acmError('ValidationException', 'The key algorithm of the certificate is not supported.');
  return {
    domainName: commonName ?? dnsNames[0] ?? '',
    keyAlgorithm,
    tags,
    origin: { type: 'IMPORTED', importedAtMs },
  };
}
