/** Where an event of several lines begins; the engine's awslogs driver reads a datetime format by the same table. */
const specifiers: Readonly<Record<string, string>> = {
  '%a': '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)',
  '%A': '(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)',
  '%w': '[0-6]',
  '%d': '(?:0[1-9]|[12][0-9]|3[01])',
  '%b': '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)',
  '%B': '(?:January|February|March|April|May|June|July|August|September|October|November|December)',
  '%m': '(?:0[1-9]|1[0-2])',
  '%Y': '\\d{4}',
  '%y': '\\d{2}',
  '%H': '(?:[01][0-9]|2[0-3])',
  '%I': '(?:0[0-9]|1[0-2])',
  '%p': '[AP]M',
  '%M': '[0-5][0-9]',
  '%S': '[0-5][0-9]',
  '%f': '\\d{6}',
  '%z': '[+-]\\d{4}',
  '%Z': '[A-Z]{1,4}T',
  '%j': '(?:[0-2][0-9][0-9]|3[0-5][0-9]|36[0-6])',
  '%L': '\\.\\d{3}',
};

/**
 * What the first line of an event matches by `awslogs-datetime-format` or `awslogs-multiline-pattern`; undefined where
 * every line is an event. What stands between the specifiers of a format is a regular expression, as with AWS.
 *
 * @throws Error with the driver's text when it is no regular expression
 */
export function eventStart(options: Readonly<Record<string, string>>): RegExp | undefined {
  const format = options['awslogs-datetime-format'];
  if (format !== undefined)
    return regularExpression(
      'awslogs-datetime-format',
      format.replace(/%./g, (specifier) => specifiers[specifier] ?? ''),
    );
  const pattern = options['awslogs-multiline-pattern'];
  return pattern === undefined ? undefined : regularExpression('awslogs-multiline-pattern', pattern);
}

/** Patterns are written for RE2, whose flags stand at the front of the pattern itself. */
function regularExpression(option: string, source: string): RegExp {
  const [whole = '', flags = ''] = /^\(\?([ims]+)\)/.exec(source) ?? [];
  try {
    return new RegExp(source.slice(whole.length), flags);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`awslogs could not parse ${option} "${source}": ${cause}`);
  }
}
