import { invalidParameter } from './logs-context.ts';

interface Term {
  readonly kind: 'required' | 'optional' | 'excluded';
  readonly text: string;
}

const longestPattern = 1024;

/**
 * Reads a filter pattern of terms: all of the plain ones, none of the `-` ones, and, where there are only `?` ones,
 * any of those; quotes make a phrase. Matching is case-sensitive.
 *
 * @throws AwsError InvalidParameterException for what is malformed, and for the JSON, space-delimited and regular
 *   expression forms, which are not implemented: a pattern is refused rather than matched wrongly
 */
export function parseFilterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (text.length > longestPattern) throw invalidParameter('Invalid filter pattern');
  if (/^[{[]/.test(text) || text.replace(/"(?:[^"\\]|\\.)*"/g, '').includes('%'))
    throw invalidParameter(
      'Drydock does not implement JSON, space-delimited and regular expression filter patterns.',
    );
  const terms = termsOf(text);
  const required = terms.filter(({ kind }) => kind === 'required');
  const optional = terms.filter(({ kind }) => kind === 'optional');
  const excluded = terms.filter(({ kind }) => kind === 'excluded');
  return (message) =>
    required.every((term) => message.includes(term.text)) &&
    !excluded.some((term) => message.includes(term.text)) &&
    (required.length > 0 || optional.length === 0 || optional.some((term) => message.includes(term.text)));
}

function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  const token = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([A-Za-z0-9_]+))(?=\s|$)/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) throw invalidParameter('Invalid filter pattern');
    const [, sign, phrase, word] = match;
    terms.push({
      kind: sign === '?' ? 'optional' : sign === '-' ? 'excluded' : 'required',
      text: phrase === undefined ? (word ?? '') : phrase.replace(/\\(.)/g, '$1'),
    });
  }
  return terms;
}
