import { invalidParameter } from './errors.ts';

/** Clients do not check enumerations. @throws AwsError for a value that is none of those that AWS lists */
export function checkOneOf<Allowed extends string>(
  label: string,
  value: string | undefined,
  allowed: readonly Allowed[],
): Allowed | undefined {
  if (value === undefined) return undefined;
  const known = allowed.find((each) => each === value);
  if (known === undefined) throw invalidParameter(`${label} should be one of [${allowed.join(',')}]`);
  return known;
}

/** What a describe operation is asked to include. @throws AwsError for what it cannot */
export function included<Allowed extends string>(
  asked: readonly string[] | undefined,
  allowed: readonly Allowed[],
): ReadonlySet<Allowed> {
  return new Set((asked ?? []).flatMap((each) => checkOneOf('include', each, allowed) ?? []));
}

export const launchTypes = ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'] as const;
