import { randomInt } from 'node:crypto';
import { AwsError } from '../../aws/errors.ts';
import type { OperationInput, OperationOutput } from '../../aws/operation.ts';
import { constraintText } from '../../aws/validation.ts';
import {
  type CertificateProblem,
  type CheckedCertificate,
  checkCertificate,
} from '../../certificates/check-certificate.ts';
import { describeMetadata } from './describe-server-certificate.ts';
import { type IamContext, iamError } from './iam-context.ts';
import type { ServerCertificate } from './server-certificate-store.ts';
import { checkedTags } from './server-certificate-tags.ts';

type Sdk = typeof import('@aws-sdk/client-iam');
type Input = OperationInput<Sdk, 'UploadServerCertificate'>;

const sentences: Readonly<Record<CertificateProblem, string>> = {
  certificateMalformed: 'Invalid Public Key Certificate.',
  severalCertificates: 'Invalid Public Key Certificate.',
  keyMalformed: 'Invalid Private Key.',
  keyEncrypted: 'Invalid Private Key.',
  keyMismatch: 'The private key does not match the public key certificate.',
  chainMalformed: 'Invalid Public Key Certificate.',
  chainMismatch:
    'Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order.',
  notYetValid: 'The certificate is not valid yet.',
  expired: 'The certificate has expired.',
};

/** The longest of each text: as IAM's model says. */
const longest = { certificateBody: 16_384, privateKey: 16_384, certificateChain: 2_097_152 };
/** IAM's default quota. */
const mostCertificates = 20;
const idLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Checks and keeps a certificate under a name that is new in the account. */
export function uploadServerCertificate(
  context: IamContext,
  input: Input,
  { accountId }: { readonly accountId: string },
): OperationOutput<Sdk, 'UploadServerCertificate'> {
  const { serverCertificates, clock, vault } = context;
  const { ServerCertificateName: name, Path: path = '/' } = input;
  checkPattern(name, 'serverCertificateName', /^[\w+=,.@-]{1,128}$/, '[\\w+=,.@-]+');
  checkPattern(path, 'path', /^(\/|\/[\x21-\x7e]{1,510}\/)$/, '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)');
  const tags = checkedTags([], input.Tags);
  const checked = check(input, clock.now());
  if (serverCertificates.findByName(accountId, name) !== undefined)
    throw iamError(
      'EntityAlreadyExistsException',
      `The Server Certificate with name ${name} already exists.`,
    );
  if (serverCertificates.list(accountId).length >= mostCertificates)
    throw iamError(
      'LimitExceededException',
      `Cannot exceed quota for ServerCertificatesPerAccount: ${mostCertificates}`,
    );
  const certificate: ServerCertificate = {
    arn: `arn:aws:iam::${accountId}:server-certificate${path}${name}`,
    accountId,
    name,
    path,
    id: newId(),
    createdAtMs: clock.now(),
    tags,
    certificatePem: checked.certificatePem,
    chainPem: checked.chainPem,
    sealedKey: vault.seal(Buffer.from(checked.privateKeyPem)),
  };
  serverCertificates.put(certificate);
  return { ServerCertificateMetadata: describeMetadata(certificate), Tags: [...tags] };
}

function check(input: Input, nowMs: number): CheckedCertificate {
  checkLength(input.CertificateBody, 'certificateBody');
  checkLength(input.PrivateKey, 'privateKey');
  checkLength(input.CertificateChain ?? ' ', 'certificateChain');
  const result = checkCertificate(
    { certificate: input.CertificateBody, privateKey: input.PrivateKey, chain: input.CertificateChain },
    nowMs,
  );
  if (!('problem' in result)) return result;
  const code =
    result.problem === 'keyMismatch' ? 'KeyPairMismatchException' : 'MalformedCertificateException';
  throw iamError(code, sentences[result.problem]);
}

function checkLength(text: string, path: keyof typeof longest): void {
  if (text.length < 1 || text.length > longest[path])
    throw new AwsError(
      'ValidationError',
      constraintText(
        `of ${text.length} characters`,
        path,
        text.length < 1
          ? 'have length greater than or equal to 1'
          : `have length less than or equal to ${longest[path]}`,
      ),
    );
}

function checkPattern(value: string, path: string, pattern: RegExp, shown: string): void {
  if (!pattern.test(value))
    throw new AwsError(
      'ValidationError',
      constraintText(`'${value}'`, path, `satisfy regular expression pattern: ${shown}`),
    );
}

/** IAM's ids of server certificates begin with ASCA. */
function newId(): string {
  return `ASCA${Array.from({ length: 17 }, () => idLetters[randomInt(idLetters.length)]).join('')}`;
}
