import { AwsError } from '../../aws/errors.ts';
import { findLiveSecret, findOwnSecret } from './find-secret.ts';
import { checkPolicy, isBroad } from './policy-document.ts';
import { reviseSecret } from './secret/revise-secret.ts';
import type { SecretsManagerOperations } from './secrets-manager-context.ts';

const broadAccess = 'the resource policy did not prevent broad access to the secret.';

/** Policies are kept and checked for their form; they permit and deny nothing. */
export const resourcePolicyOperations = {
  GetResourcePolicy: (context, input, scope) => {
    const { arn, name, document } = findLiveSecret(context, scope, input.SecretId);
    return { ARN: arn, Name: name, ResourcePolicy: document.resourcePolicy };
  },
  PutResourcePolicy: (context, input, scope) =>
    context.state.transaction(() => {
      const secret = findOwnSecret(context, scope, input.SecretId);
      const policy = checkPolicy(input.ResourcePolicy);
      if (input.BlockPublicPolicy === true && isBroad(policy))
        throw new AwsError(
          'PublicPolicyException',
          `The BlockPublicPolicy parameter is set to true, and ${broadAccess}`,
        );
      reviseSecret(context, scope, secret, { resourcePolicy: input.ResourcePolicy });
      return { ARN: secret.arn, Name: secret.name };
    }),
  DeleteResourcePolicy: (context, input, scope) =>
    context.state.transaction(() => {
      const secret = findOwnSecret(context, scope, input.SecretId);
      reviseSecret(context, scope, secret, { resourcePolicy: undefined });
      return { ARN: secret.arn, Name: secret.name };
    }),
  ValidateResourcePolicy: (context, input, scope) => {
    if (input.SecretId !== undefined) findLiveSecret(context, scope, input.SecretId);
    const broad = isBroad(checkPolicy(input.ResourcePolicy));
    const ErrorMessage = broadAccess.charAt(0).toUpperCase() + broadAccess.slice(1);
    return {
      PolicyValidationPassed: !broad,
      ValidationErrors: broad ? [{ CheckName: 'BlockPublicPolicy', ErrorMessage }] : [],
    };
  },
} satisfies SecretsManagerOperations;
