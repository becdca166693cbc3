import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../../aws/errors.ts';
import { matchesWildcard } from './wildcard.ts';

/** How a kind of resource is filtered: its value, or values, by filter name. */
export type Filters<Resource> = Readonly<
  Record<string, (resource: Resource) => string | readonly string[] | undefined>
>;

/**
 * The resources that pass every filter that was asked for; within one filter any value will do, with `*` and `?` as
 * wildcards. No resource here has tags yet, so a tag filter matches none.
 *
 * @throws AwsError `InvalidParameterValue` for a filter that the resources do not have, even where there are none
 */
export function filtered<Resource>(
  resources: readonly Resource[],
  filters: Filters<Resource>,
  asked: readonly Filter[] = [],
): Resource[] {
  const tests = asked.map(({ Name: name = '', Values: wanted = [] }) => {
    if (name.startsWith('tag:') || name === 'tag-key') return () => false;
    const read = Object.hasOwn(filters, name) ? filters[name] : undefined;
    if (read === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    return (resource: Resource): boolean => {
      const found = read(resource) ?? [];
      const present = typeof found === 'string' ? [found] : found;
      return wanted.some((pattern) => present.some((value) => matchesWildcard(pattern, value)));
    };
  });
  return resources.filter((resource) => tests.every((test) => test(resource)));
}
