import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../../aws/errors.ts';

/** A resource's value, or values, by filter name. */
export type FilterValues = Readonly<Record<string, string | readonly string[]>>;

/**
 * Whether a resource passes all filters; within one filter any value will do, with `*` and `?` as wildcards. No
 * resource here has tags yet, so a tag filter matches none.
 *
 * @throws AwsError `InvalidParameterValue` for a filter that the resource does not have
 */
export function passes(filters: readonly Filter[] | undefined, values: FilterValues): boolean {
  return (filters ?? []).every(({ Name: name = '', Values: wanted = [] }) => {
    if (name.startsWith('tag:') || name === 'tag-key') return false;
    const found = values[name];
    if (found === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    const present = typeof found === 'string' ? [found] : found;
    return wanted.some((pattern) => present.some((value) => wildcard(pattern).test(value)));
  });
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.slice(0, 255).replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*+/g, '.*').replace(/\?/g, '.')}$`);
}
