import type { RuleTransform as SdkTransform } from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from '../elbv2-context.ts';
import type { RuleTransform } from './rule-model.ts';
import { checkRegex } from './rule-regex.ts';

const longest = 1024;

/** Reads a rule's transforms: at most one of each type. @throws AwsError ValidationError */
export function readTransforms(transforms: readonly SdkTransform[]): RuleTransform[] {
  const read = transforms.map(readTransform);
  for (const type of ['host-header-rewrite', 'url-rewrite'])
    if (read.filter((each) => each.type === type).length > 1)
      throw validationError(`A rule can only have one '${type}' transform`);
  return read;
}

function readTransform({
  Type: type,
  HostHeaderRewriteConfig,
  UrlRewriteConfig,
}: SdkTransform): RuleTransform {
  if (type !== 'host-header-rewrite' && type !== 'url-rewrite')
    throw validationError(`Transform type '${type}' must be one of '[host-header-rewrite, url-rewrite]'`);
  const config = type === 'host-header-rewrite' ? HostHeaderRewriteConfig : UrlRewriteConfig;
  const [rewrite, more] = config?.Rewrites ?? [];
  if (rewrite?.Regex === undefined || rewrite.Replace === undefined || more !== undefined)
    throw validationError(
      `A '${type}' transform must have exactly one rewrite with a regex and a replacement`,
    );
  checkRegex(rewrite.Regex, longest);
  if (rewrite.Replace.length > longest)
    throw validationError(
      `The replacement '${rewrite.Replace}' cannot be longer than '${longest}' characters`,
    );
  return { type, regex: rewrite.Regex, replace: rewrite.Replace };
}

export function describeTransform({ type, regex, replace }: RuleTransform): SdkTransform {
  const config = { Rewrites: [{ Regex: regex, Replace: replace }] };
  return type === 'host-header-rewrite'
    ? { Type: type, HostHeaderRewriteConfig: config }
    : { Type: type, UrlRewriteConfig: config };
}
