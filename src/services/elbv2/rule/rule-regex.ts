import { linearRegex } from '../../../linear-regex.ts';
import { validationError } from '../elbv2-context.ts';

/** What AWS's regular expressions lack and JavaScript's have, beside what does not compile to begin with. */
const unsupported = /\(\?(?!:)|\\[1-9kpP]/;

/**
 * Checks a regular expression of a rule. AWS's have no look-around, back-references, atomic groups, possessive
 * quantifiers or Unicode classes.
 *
 * @throws AwsError ValidationError
 */
export function checkRegex(regex: string, longest: number): void {
  if (regex === '') throw validationError('A condition value must be specified');
  if (regex.length > longest)
    throw validationError(`The regular expression '${regex}' cannot be longer than '${longest}' characters`);
  if (unsupported.test(regex.replaceAll('\\\\', '')) || linearRegex(regex) === undefined)
    throw validationError(`The regular expression '${regex}' is not valid`);
}
