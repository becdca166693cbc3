import { AwsError } from '../../../aws/errors.ts';
import { findOwnSecret, findVersion } from '../find-secret.ts';
import { checkLabelCount } from '../limits.ts';
import { reviseSecret } from '../secret/revise-secret.ts';
import type { SecretVersion } from '../secret-store.ts';
import type { SecretsManagerContext, SecretsManagerOperations } from '../secrets-manager-context.ts';

export const versionStageOperations = {
  UpdateSecretVersionStage: (context, input, scope) =>
    context.state.transaction(() => {
      const secret = findOwnSecret(context, scope, input.SecretId);
      const label = input.VersionStage;
      const versions = context.secrets.listVersions(secret);
      const holder = versions.find(({ stages }) => stages.includes(label));
      const { MoveToVersionId: toId, RemoveFromVersionId: fromId } = input;
      if (toId === undefined) checkRemoval(label, fromId, holder);
      else {
        findVersion(context, secret, { versionId: toId });
        checkMove(label, fromId, toId, holder);
        checkLabelCount([...versions.flatMap(({ stages }) => stages), label]);
      }
      if (holder?.versionId !== toId) {
        moveLabel(context, secret.arn, versions, { label, toId });
        reviseSecret(context, scope, secret, {});
      }
      return { ARN: secret.arn, Name: secret.name };
    }),
} satisfies SecretsManagerOperations;

function checkRemoval(label: string, fromId: string | undefined, holder: SecretVersion | undefined): void {
  if (label === 'AWSCURRENT')
    throw invalidMove(
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    );
  if (fromId === undefined)
    throw invalidMove('You must specify MoveToVersionId, RemoveFromVersionId, or both of them.');
  if (holder?.versionId !== fromId)
    throw invalidMove(`Version stage ${label} not found in version ${fromId}`);
}

function checkMove(
  label: string,
  fromId: string | undefined,
  toId: string,
  holder: SecretVersion | undefined,
): void {
  if (fromId !== undefined && fromId !== holder?.versionId)
    throw invalidMove(
      `When you move staging label ${label}, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label ${label}.`,
    );
  if (fromId === undefined && holder !== undefined && holder.versionId !== toId)
    throw invalidMove(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder.versionId}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
}

function invalidMove(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** Whoever loses AWSCURRENT gets AWSPREVIOUS. */
function moveLabel(
  { secrets }: SecretsManagerContext,
  arn: string,
  versions: readonly SecretVersion[],
  { label, toId }: { readonly label: string; readonly toId: string | undefined },
): void {
  for (const { versionId, stages } of versions) {
    const had = stages.includes(label);
    let left = stages.filter((stage) => stage !== label);
    if (label === 'AWSCURRENT') {
      left = left.filter((stage) => stage !== 'AWSPREVIOUS');
      if (had) left.push('AWSPREVIOUS');
    }
    if (versionId === toId) left.push(label);
    secrets.setStages(arn, versionId, left);
  }
}
