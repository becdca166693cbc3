import { AwsError } from '../../aws/errors.ts';
import { constraintText } from '../../aws/validation.ts';

/** The bounds that the API model sets, by member; a member means the same in every operation. */
const lengths: Readonly<Record<string, readonly [least: number, most: number]>> = {
  SecretId: [1, 2048],
  Name: [1, 512],
  Description: [0, 2048],
  KmsKeyId: [0, 2048],
  SecretString: [1, 65_536],
  SecretBinary: [1, 65_536],
  VersionId: [32, 64],
  MoveToVersionId: [32, 64],
  RemoveFromVersionId: [32, 64],
  VersionStage: [1, 256],
  VersionStages: [1, 20],
  RotationToken: [36, 256],
  RotationLambdaARN: [0, 2048],
  ResourcePolicy: [1, 20_480],
  ExcludeCharacters: [0, 4096],
  NextToken: [1, 4096],
  Filters: [0, 10],
  SecretIdList: [1, 20],
  AddReplicaRegions: [1, Number.POSITIVE_INFINITY],
  RemoveReplicaRegions: [1, Number.POSITIVE_INFINITY],
};

/** What AWS never repeats in an error. */
const sensitive: ReadonlySet<string> = new Set(['SecretString', 'SecretBinary', 'RotationToken']);

const mostTags = 50;
const mostLabels = 20;

/** Holds the members of a request against the model's bounds. @throws AwsError ValidationException */
export function checkLengths(input: object): void {
  for (const [member, value] of Object.entries(input)) {
    const bounds = lengths[member];
    if (bounds !== undefined) checkLength(member, value, bounds);
  }
  if ('VersionStages' in input && Array.isArray(input.VersionStages))
    for (const [at, stage] of input.VersionStages.entries())
      checkLength(`VersionStages.${at + 1}.member`, stage, [1, 256]);
}

function checkLength(member: string, value: unknown, [least, most]: readonly [number, number]): void {
  const length = lengthOf(member, value);
  if (length === undefined || (length >= least && length <= most)) return;
  const bound = length < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  const constraint = `have length ${bound}`;
  throw invalid(
    sensitive.has(member)
      ? constraintText('', member, constraint).replace('Value  at', 'Value at')
      : constraintText(shown(value), member, constraint),
  );
}

function lengthOf(member: string, value: unknown): number | undefined {
  // AWS's limit on values is one of bytes.
  if (member === 'SecretString' && typeof value === 'string') return Buffer.byteLength(value, 'utf8');
  if (typeof value === 'string') return value.length;
  return value instanceof Uint8Array || Array.isArray(value) ? value.length : undefined;
}

function shown(value: unknown): string {
  return Array.isArray(value) ? `'[${value.join(', ')}]'` : `'${value}'`;
}

/** Tags as they will be held. @throws AwsError where AWS would not take them */
export function checkedTags(
  held: readonly { readonly Key: string; readonly Value: string }[],
  added: readonly { readonly Key?: string; readonly Value?: string }[],
): { Key: string; Value: string }[] {
  for (const [at, { Key, Value }] of added.entries()) {
    checkLength(`Tags.${at + 1}.member.key`, Key ?? '', [1, 128]);
    checkLength(`Tags.${at + 1}.member.value`, Value ?? '', [0, 256]);
    if (Key?.toLowerCase().startsWith('aws:'))
      throw new AwsError(
        'InvalidParameterException',
        `The tag key ${Key} begins with aws:, which is reserved for AWS.`,
      );
  }
  const values = new Map(held.map(({ Key, Value }) => [Key, Value]));
  for (const { Key = '', Value = '' } of added) {
    values.delete(Key);
    values.set(Key, Value);
  }
  if (values.size > mostTags)
    throw new AwsError('InvalidParameterException', `A secret can have at most ${mostTags} tags.`);
  return [...values].map(([Key, Value]) => ({ Key, Value }));
}

/** AWS allows 20 staging labels on the versions of a secret. @throws AwsError LimitExceededException */
export function checkLabelCount(labels: readonly string[]): void {
  if (new Set(labels).size > mostLabels) throw quotaReached();
}

export function quotaReached(): AwsError {
  return new AwsError(
    'LimitExceededException',
    'The request failed because it would exceed one of the Secrets Manager quotas.',
  );
}

/** AWS's generic error for a member that breaks the model. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
