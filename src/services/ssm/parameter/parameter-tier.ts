import { invalid, ssmError } from '../ssm-context.ts';
import type { ParameterScope, ParameterStore, ParameterTier } from './parameter-store.ts';

const largestQuotas = { Standard: 10_000, Advanced: 100_000 } as const;
const longestValues = { Standard: 4096, Advanced: 8192 } as const;
const guide =
  'For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html';

export type AskedTier = ParameterTier | 'Intelligent-Tiering';

/** What a parameter's tier is chosen by. */
export interface TierRequest {
  readonly asked: AskedTier | undefined;
  readonly existing: ParameterTier | undefined;
  readonly valueBytes: number;
  readonly hasPolicies: boolean;
}

/**
 * The tier that a parameter gets: the one that is asked for, else the one it has, else Standard. Intelligent-Tiering
 * takes Advanced for what Standard has no room for.
 *
 * @throws AwsError ValidationException for what the tier does not hold, ParameterLimitExceeded where it is full
 */
export function chooseTier(
  parameters: ParameterStore,
  scope: ParameterScope,
  request: TierRequest,
): ParameterTier {
  const isFull = (tier: ParameterTier) => parameters.hasAtLeast(scope, largestQuotas[tier], tier);
  const tier = tierOf(request, isFull);
  const { existing, valueBytes, hasPolicies } = request;
  if (existing === 'Advanced' && tier === 'Standard')
    throw invalid(
      `This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter. ${guide}`,
    );
  if (hasPolicies && tier === 'Standard')
    throw invalid(
      `Standard tier parameters do not support parameter policies. To use parameter policies, upgrade the parameter to use the advanced-parameter tier. ${guide}`,
    );
  if (valueBytes > longestValues[tier])
    throw invalid(
      tier === 'Standard'
        ? `Standard tier parameters support a maximum parameter value of ${longestValues.Standard} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. ${guide}`
        : `Advanced tier parameters support a maximum parameter value of ${longestValues.Advanced} characters. ${guide}`,
    );
  if (existing !== tier && isFull(tier))
    throw ssmError(
      'ParameterLimitExceeded',
      tier === 'Standard'
        ? `You have reached the maximum number of standard parameters for this AWS account and Region (${largestQuotas.Standard}). To add more parameters, either delete existing parameters or upgrade to the advanced-parameter tier (charges apply).`
        : 'You have exceeded the number of parameters for this Amazon Web Services account. Delete one or more parameters and try again.',
    );
  return tier;
}

function tierOf(
  { asked, existing, valueBytes, hasPolicies }: TierRequest,
  isFull: (tier: ParameterTier) => boolean,
): ParameterTier {
  if (asked === undefined) return existing ?? 'Standard';
  if (asked !== 'Intelligent-Tiering') return asked;
  const needsAdvanced =
    existing === 'Advanced' ||
    hasPolicies ||
    valueBytes > longestValues.Standard ||
    (existing === undefined && isFull('Standard'));
  return needsAdvanced ? 'Advanced' : 'Standard';
}
