import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';

/** What AWS takes for the name of a family, a container or a volume. */
export const namePattern = /^[a-zA-Z0-9\-_]{1,255}$/;

/** A definition as asked for, with cpu and memory in units and MiB. */
export interface Candidate extends TaskDefinition {
  readonly containers: readonly ContainerDefinition[];
  readonly isFargate: boolean;
}

/** AWS's sentence where the definition breaks the rule, undefined where it does not. */
export type Rule = (candidate: Candidate) => string | undefined;

/** The same rule for one container of the definition. */
export type ContainerRule = (container: ContainerDefinition, candidate: Candidate) => string | undefined;

/** The first container that breaks the rule is the answer. */
export function ofContainers(check: ContainerRule): Rule {
  return (candidate) => {
    for (const container of candidate.containers) {
      const broken = check(container, candidate);
      if (broken !== undefined) return broken;
    }
    return undefined;
  };
}

/** A rule that holds only where the definition is asked to be one for Fargate. */
export function forFargate(rule: Rule): Rule {
  return (candidate) => (candidate.isFargate ? rule(candidate) : undefined);
}

/** Whether a number is given that is no whole number from `least` to `most`. */
export function isOutside(
  value: number | undefined,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): boolean {
  return value !== undefined && (!Number.isInteger(value) || value < least || value > most);
}

/** The sentence for a value outside of an enumeration. */
export function oneOf(
  label: string,
  value: string | undefined,
  allowed: readonly string[],
): string | undefined {
  return value === undefined || allowed.includes(value)
    ? undefined
    : `${label} should be one of [${allowed.join(',')}]`;
}
