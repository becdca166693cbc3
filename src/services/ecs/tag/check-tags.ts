import { invalidParameter } from '../errors.ts';

const mostTags = 50;

/** @throws AwsError for tags that AWS refuses */
export function checkTags(
  tags: readonly { readonly key?: string; readonly value?: string }[] | undefined,
): void {
  if (tags === undefined) return;
  if (tags.length > mostTags) throw invalidParameter(`Tags can not be more than ${mostTags}.`);
  for (const { key = '', value = '' } of tags) {
    if (key.length < 1 || key.length > 128)
      throw invalidParameter('Tag key must be between 1 and 128 characters.');
    if (value.length > 256) throw invalidParameter('Tag value must be at most 256 characters.');
    if (/^aws:/i.test(key)) throw invalidParameter('Tag key prefix aws: is reserved.');
  }
}
