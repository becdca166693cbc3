import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs';
import type { StrategyItem } from '../../../plan/distribute-tasks.ts';
import { invalidParameter, notYet } from '../errors.ts';
import { checkOneOf, launchTypes } from '../one-of.ts';
import { isOutside } from '../task-definition/rules/rule.ts';

/** The capacity providers that AWS gives everybody. */
export const builtInProviders = ['FARGATE', 'FARGATE_SPOT'] as const;

const mostProviders = 20;
const highestWeight = 1000;
const highestBase = 100_000;

type Asked = readonly CapacityProviderStrategyItem[] | undefined;

/**
 * A strategy with what it leaves out filled in; undefined for none, as which an empty list counts.
 *
 * @param associated the capacity providers of the cluster
 * @throws AwsError with AWS's sentences
 */
export function capacityStrategy(
  asked: Asked,
  associated: readonly string[],
): readonly StrategyItem[] | undefined {
  if (asked === undefined || asked.length === 0) return undefined;
  if (asked.length > mostProviders)
    throw invalidParameter(`capacityProviderStrategy can have at most ${mostProviders} items.`);
  const strategy = asked.map(({ capacityProvider = '', weight = 0, base = 0 }) => ({
    ...{ capacityProvider, weight, base },
  }));
  for (const { weight, base } of strategy) {
    if (isOutside(weight, 0, highestWeight))
      throw invalidParameter(`weight must be between 0 and ${highestWeight}.`);
    if (isOutside(base, 0, highestBase)) throw invalidParameter(`base must be between 0 and ${highestBase}.`);
  }
  const names = new Set(strategy.map(({ capacityProvider }) => capacityProvider));
  if (names.size < strategy.length)
    throw invalidParameter('A capacity provider can be in a capacity provider strategy only once.');
  if (strategy.some(({ capacityProvider }) => !associated.includes(capacityProvider)))
    throw invalidParameter(
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.',
    );
  if (strategy.filter(({ base }) => base > 0).length > 1)
    throw invalidParameter(
      'There are multiple capacity providers in the specified capacity provider strategy with a base value defined.',
    );
  if (strategy.every(({ weight }) => weight === 0))
    throw invalidParameter(
      'There are no capacity providers in the capacity provider strategy with a weight value greater than zero.',
    );
  return strategy;
}

/** What a launch runs on. */
export interface Capacity {
  /** With a strategy FARGATE, which is all that one can be of. */
  readonly launchType: 'EC2' | 'FARGATE';
  readonly strategy: readonly StrategyItem[] | undefined;
}

/**
 * What a launch asks for: a launch type, a strategy, or with neither the cluster's default strategy, else EC2.
 *
 * @throws AwsError for both at once, and for a launch type that is none of AWS's or not Drydock's
 */
export function capacityOf(
  input: { readonly launchType?: string; readonly capacityProviderStrategy?: Asked },
  cluster: {
    readonly capacityProviders: readonly string[];
    readonly defaultCapacityProviderStrategy?: readonly StrategyItem[];
  },
): Capacity {
  const isAsked = (input.capacityProviderStrategy?.length ?? 0) > 0;
  if (input.launchType !== undefined && isAsked)
    throw invalidParameter(
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    );
  const launchType = checkOneOf('Launch type', input.launchType, launchTypes);
  if (launchType === 'EXTERNAL' || launchType === 'MANAGED_INSTANCES')
    throw notYet(`the launch type ${launchType}`);
  if (launchType !== undefined) return { launchType, strategy: undefined };
  const fallback = cluster.defaultCapacityProviderStrategy ?? [];
  const strategy = isAsked
    ? capacityStrategy(input.capacityProviderStrategy, cluster.capacityProviders)
    : fallback.length > 0
      ? fallback
      : undefined;
  return { launchType: strategy === undefined ? 'EC2' : 'FARGATE', strategy };
}

/** @throws AwsError for capacity providers that a cluster cannot have here */
export function checkProviders(names: readonly string[]): void {
  if (names.length > mostProviders)
    throw invalidParameter('The maximum number of capacity providers per cluster has been exceeded.');
  const other = names.find((name) => !builtInProviders.some((each) => each === name));
  if (other !== undefined) throw notYet('capacity providers other than FARGATE and FARGATE_SPOT');
}
