import { constraintText } from '../../aws/validation.ts';
import { checkLength } from './limits.ts';
import { invalid, ssmError } from './ssm-context.ts';

const mostTags = 50;
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

type Tags = readonly { readonly Key: string; readonly Value: string }[];

/** Checks each of the tags that are to be added. @throws AwsError ValidationException */
export function checkTags(tags: Tags): void {
  tags.forEach(({ Key, Value }, index) => {
    const path = `tags.${index + 1}.member`;
    checkLength(Key, `${path}.key`, 1, 128);
    checkLength(Value, `${path}.value`, 0, 256);
    for (const [member, text] of [['key', Key] as const, ['value', Value] as const])
      if (!allowed.test(text))
        throw invalid(
          constraintText(
            `'${text}'`,
            `${path}.${member}`,
            'satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$',
          ),
        );
    if (/^aws:/i.test(Key)) throw invalid('aws: prefixed tag key names are not allowed for external use.');
  });
}

/** Checks the tags that a resource has in all. @throws AwsError TooManyTagsError */
export function checkTagCount(tags: Tags): void {
  if (tags.length > mostTags)
    throw ssmError(
      'TooManyTagsError',
      'The Targets parameter includes too many tags. Remove one or more tags and try the command again.',
    );
}
