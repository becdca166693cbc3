import { AwsError } from '../../../aws/errors.ts';
import { checkLabelCount, quotaReached } from '../limits.ts';
import type { Secret, SecretVersion } from '../secret-store.ts';
import type { SecretsManagerContext } from '../secrets-manager-context.ts';
import { openValue } from './open-value.ts';

const mostVersions = 100;
const dayMs = 86_400_000;

export interface NewValue {
  readonly secretString?: string;
  readonly secretBinary?: Uint8Array;
}

/**
 * Adds a version to a secret and moves the staging labels: AWSCURRENT goes to the new one, AWSPREVIOUS to the one that
 * had it. Writing the same value again under its token changes nothing.
 */
export function putVersion(
  context: SecretsManagerContext,
  secret: Pick<Secret, 'arn'>,
  versionId: string,
  value: NewValue,
  askedStages: readonly string[] | undefined,
): SecretVersion {
  const { secrets, vault, clock } = context;
  const versions = secrets.listVersions(secret);
  const plain = plainValue(value);
  const same = versions.find((each) => each.versionId === versionId);
  if (same !== undefined) {
    if (same.kind === plain.kind && openValue(context, same).equals(plain.bytes)) return same;
    throw new AwsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${versionId} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  const stages =
    versions.length === 0 ? union(askedStages ?? [], ['AWSCURRENT']) : (askedStages ?? ['AWSCURRENT']);
  checkLabelCount([...versions.flatMap((each) => each.stages), ...stages]);
  dropDeprecated(context, secret.arn, versions);
  const current = versions.find((each) => each.stages.includes('AWSCURRENT'));
  for (const each of versions) {
    let left = each.stages.filter((stage) => !stages.includes(stage));
    if (stages.includes('AWSCURRENT')) {
      left = left.filter((stage) => stage !== 'AWSPREVIOUS');
      if (each === current) left = [...left, 'AWSPREVIOUS'];
    }
    secrets.setStages(secret.arn, each.versionId, left);
  }
  const version: SecretVersion = {
    versionId,
    kind: plain.kind,
    value: vault.seal(plain.bytes),
    createdAtMs: clock.now(),
    stages,
  };
  secrets.addVersion(secret.arn, version);
  return version;
}

/** AWS keeps about 100 versions: it drops the oldest without a label, but none of the last 24 hours. */
function dropDeprecated(
  { secrets, clock }: SecretsManagerContext,
  arn: string,
  versions: readonly SecretVersion[],
): void {
  const surplus = versions.length - mostVersions + 1;
  if (surplus <= 0) return;
  const dropped = versions
    .filter(({ stages, createdAtMs }) => stages.length === 0 && clock.now() - createdAtMs >= dayMs)
    .slice(0, surplus);
  if (dropped.length < surplus) throw quotaReached();
  for (const { versionId } of dropped) secrets.removeVersion(arn, versionId);
}

/** Whether a request brings a value. */
export function hasValue(value: NewValue): boolean {
  return value.secretString !== undefined || value.secretBinary !== undefined;
}

function plainValue({ secretString, secretBinary }: NewValue): {
  kind: SecretVersion['kind'];
  bytes: Buffer;
} {
  if (secretString !== undefined && secretBinary !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  if (secretString !== undefined) return { kind: 'string', bytes: Buffer.from(secretString, 'utf8') };
  return { kind: 'binary', bytes: Buffer.from(secretBinary ?? []) };
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])];
}
