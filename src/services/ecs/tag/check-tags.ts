import { invalidParameter } from '../errors.ts';

const mostTags = 50;

type Tags = readonly { readonly key?: string; readonly value?: string }[];

/** @throws AwsError InvalidParameterException for tags that AWS refuses */
export function checkTags(tags: Tags | undefined): void {
  const broken = tagsError(tags);
  if (broken !== undefined) throw invalidParameter(broken);
}

/** What AWS says of tags that it refuses; undefined for those that it takes. */
export function tagsError(tags: Tags = []): string | undefined {
  if (tags.length > mostTags) return `Tags can not be more than ${mostTags}.`;
  for (const { key = '', value = '' } of tags) {
    if (key.length < 1 || key.length > 128) return 'Tag key must be between 1 and 128 characters.';
    if (value.length > 256) return 'Tag value must be at most 256 characters.';
    if (/^aws:/i.test(key)) return 'Tag key prefix aws: is reserved.';
  }
  return undefined;
}
