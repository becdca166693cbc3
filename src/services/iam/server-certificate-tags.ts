import { iamError } from './iam-context.ts';
import type { Tag } from './server-certificate-store.ts';

const mostTags = 50;

/** Tags after some were added. @throws AwsError for a tag that IAM does not allow, or for too many */
export function checkedTags(
  before: readonly Tag[],
  added: readonly { readonly Key: string; readonly Value: string }[] = [],
): Tag[] {
  const byKey = new Map(before.map((tag) => [tag.Key, tag]));
  for (const { Key, Value } of added) {
    if (Key.length < 1 || Key.length > 128 || Value.length > 256 || /^aws:/i.test(Key))
      throw iamError('InvalidInputException', `The tag with the key '${Key}' is not valid.`);
    byKey.set(Key, { Key, Value });
  }
  if (byKey.size > mostTags)
    throw iamError('LimitExceededException', `Cannot exceed quota for TagsPerServerCertificate: ${mostTags}`);
  return [...byKey.values()];
}
