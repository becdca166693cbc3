import { constraintText } from '../../aws/validation.ts';
import { acmError } from './acm-context.ts';
import type { Tag } from './model.ts';

const mostTags = 50;

/** Tags after some were added. @throws AwsError for a tag that AWS does not allow, or for too many */
export function withTags(before: readonly Tag[], added: readonly Partial<Tag>[] = []): Tag[] {
  const byKey = new Map(before.map((tag) => [tag.Key, tag]));
  added.forEach(({ Key = '', Value }, index) => {
    checkLength(Key, `tags.${index + 1}.member.key`, 128);
    checkLength(Value ?? '', `tags.${index + 1}.member.value`, 256);
    if (Key === '' || Key.toLowerCase().startsWith('aws:'))
      throw acmError(
        'InvalidTagException',
        `Invalid Tag Key: "${Key}". AWS internal tags cannot be changed with this API`,
      );
    byKey.set(Key, { Key, Value });
  });
  if (byKey.size > mostTags)
    throw acmError('TooManyTagsException', `A certificate can have at most ${mostTags} tags.`);
  return [...byKey.values()];
}

/** Tags after some were removed: one with a value only where it has that value. */
export function withoutTags(before: readonly Tag[], removed: readonly Partial<Tag>[]): Tag[] {
  return before.filter(
    (tag) =>
      !removed.some(
        ({ Key, Value }) => Key === tag.Key && (Value === undefined || Value === (tag.Value ?? '')),
      ),
  );
}

function checkLength(value: string, path: string, longest: number): void {
  if (value.length > longest)
    throw acmError(
      'ValidationException',
      constraintText(`'${value}'`, path, `have length less than or equal to ${longest}`),
    );
}
