import { AwsError } from '../../../aws/errors.ts';
import { enumText } from '../../../aws/validation.ts';
import { invalid } from '../limits.ts';
import type { Secret, SecretScope } from '../secret-store.ts';
import type { SecretsManagerContext } from '../secrets-manager-context.ts';
import { primaryRegion } from './describe-secret.ts';

interface Filter {
  readonly Key?: string;
  readonly Values?: readonly string[];
}

type Test = (secret: Secret) => boolean;

const filterKeys = ['all', 'name', 'tag-key', 'description', 'tag-value', 'owning-service', 'primary-region'];

/** Reads `Filters`: all of them must hold, each by any of its values; `!` before a value negates it. @throws AwsError */
export function secretFilter(
  context: SecretsManagerContext,
  scope: SecretScope,
  filters: readonly Filter[],
): Test {
  const tests = filters.map((filter, at): Test => {
    const { key, values } = checked(filter, at + 1);
    const matchers = values.map((value) => matcher(key, value));
    return (secret) => {
      const attributes = attributesOf(context, scope, secret, key);
      return matchers.some((matches) => matches(attributes));
    };
  });
  return (secret) => tests.every((test) => test(secret));
}

function checked({ Key, Values }: Filter, at: number): { key: string; values: readonly string[] } {
  if (Key === undefined) throw new AwsError('InvalidParameterException', 'Invalid filter key');
  if (Values === undefined || Values.length === 0)
    throw new AwsError('InvalidParameterException', `Invalid filter values for key: ${Key}`);
  if (!filterKeys.includes(Key)) throw invalid(enumText(Key, `filters.${at}.member.key`, filterKeys));
  return { key: Key, values: Values };
}

function attributesOf(
  context: SecretsManagerContext,
  scope: SecretScope,
  secret: Secret,
  key: string,
): string[] {
  const { description, tags } = secret.document;
  const byKey: Record<string, () => (string | undefined)[]> = {
    name: () => [secret.name],
    description: () => [description],
    'tag-key': () => tags.map(({ Key }) => Key),
    'tag-value': () => tags.map(({ Value }) => Value),
    'primary-region': () => [primaryRegion(context, scope, secret)],
    // No secret here belongs to a service.
    'owning-service': () => [],
  };
  const asked = byKey[key];
  const attributes = asked === undefined ? Object.values(byKey).flatMap((read) => read()) : asked();
  return attributes.filter((attribute) => attribute !== undefined);
}

function matcher(key: string, value: string): (attributes: readonly string[]) => boolean {
  if (value.startsWith('!')) {
    const negated = matcher(key, value.slice(1));
    return (attributes) => !negated(attributes);
  }
  if (key === 'all') {
    const wanted = words(value);
    return (attributes) =>
      wanted.length > 0 && attributes.some((attribute) => hasWords(words(attribute), wanted));
  }
  if (key === 'description') {
    const wanted = value.toLowerCase();
    return (attributes) => attributes.some((attribute) => attribute.toLowerCase().startsWith(wanted));
  }
  return (attributes) => attributes.some((attribute) => attribute.startsWith(value));
}

function hasWords(found: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((word) => found.some((each) => each.startsWith(word)));
}

/** Words end at anything but letters and digits, and where a capital follows a small letter. */
function words(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
