import { randomInt } from 'node:crypto';
import { AwsError } from '../../aws/errors.ts';
import { constraintText } from '../../aws/validation.ts';
import { invalid } from './limits.ts';
import type { SecretsManagerOperations } from './secrets-manager-context.ts';

const usualLength = 32;
const longest = 4096;

export const randomPasswordOperations = {
  GetRandomPassword: (_context, input) => {
    const length = input.PasswordLength ?? usualLength;
    if (length < 1 || length > longest) {
      const bound = length < 1 ? 'greater than or equal to 1' : `less than or equal to ${longest}`;
      throw invalid(constraintText(`'${length}'`, 'passwordLength', `have value ${bound}`));
    }
    const types = includedTypes(input);
    if (types.length === 0)
      throw new AwsError('InvalidParameterException', 'The exclusions leave no character for a password.');
    // The switch is on unless it is turned off.
    const required = input.RequireEachIncludedType === false ? [] : types;
    if (length < required.length)
      throw new AwsError(
        'InvalidParameterException',
        'Password length is too short based on the required types.',
      );
    const all = types.join('');
    const rest = Array.from({ length: length - required.length }, () => all);
    return { RandomPassword: shuffled([...required, ...rest].map(oneOf)).join('') };
  },
} satisfies SecretsManagerOperations;

interface Exclusions {
  readonly ExcludeCharacters?: string;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly ExcludeLowercase?: boolean;
  readonly IncludeSpace?: boolean;
}

/** The characters of each type that is left; a type of which none is left cannot be required either. */
function includedTypes(input: Exclusions): string[] {
  const types = [
    input.ExcludeLowercase === true ? '' : 'abcdefghijklmnopqrstuvwxyz',
    input.ExcludeUppercase === true ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    input.ExcludeNumbers === true ? '' : '0123456789',
    input.ExcludePunctuation === true ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    input.IncludeSpace === true ? ' ' : '',
  ];
  const excluded = input.ExcludeCharacters ?? '';
  return types
    .map((characters) => [...characters].filter((character) => !excluded.includes(character)).join(''))
    .filter((characters) => characters !== '');
}

function oneOf(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

/** Fisher and Yates. */
function shuffled(characters: readonly string[]): string[] {
  const left = [...characters];
  return characters.flatMap(() => left.splice(randomInt(left.length), 1));
}
