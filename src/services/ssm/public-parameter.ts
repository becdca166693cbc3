import { regionFacts } from '../../aws/region-facts.ts';
import type { ParameterScope } from './parameter/parameter-store.ts';

const regionName = /^\/aws\/service\/global-infrastructure\/regions\/([a-z0-9-]+)(?:\/([a-zA-Z]+))?$/;

/** Whether a path is one that AWS publishes parameters below. */
export function isPublicPath(path: string): boolean {
  return /^\/aws\/service(\/|$)/.test(path);
}

/**
 * A parameter that AWS publishes, where its value is a fact that holds on this machine too: what AWS's regions are
 * called. Machine images, of which most public parameters tell, do not exist here.
 */
export async function publicParameter({ region }: ParameterScope, name: string) {
  const [, about = '', fact] = regionName.exec(name) ?? [];
  if (about === '') return undefined;
  const facts = await regionFacts(about);
  const value = facts && factOf(about, fact, facts);
  if (value === undefined) return undefined;
  return {
    Name: name,
    Type: 'String' as const,
    Value: value,
    ARN: `arn:aws:ssm:${region}::parameter${name}`,
    DataType: 'text',
  };
}

type Facts = NonNullable<Awaited<ReturnType<typeof regionFacts>>>;

function factOf(region: string, fact: string | undefined, facts: Facts): string | undefined {
  switch (fact) {
    case undefined:
      return region;
    case 'longName':
      return facts.longName;
    case 'domain':
      return facts.domain;
    case 'partition':
      return facts.partition;
    default:
      return undefined;
  }
}
