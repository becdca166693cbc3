/** An attribute's default, and what it may be set to. */
export interface AttributeValue {
  readonly initial: string;
  readonly allows: (value: string) => boolean;
  /** What is allowed, to go on after "must be". */
  readonly allowed: string;
  /** What Drydock would have to have for a value that AWS allows, by name. */
  readonly lacking?: (value: string) => string | undefined;
}

export type AttributeValues = Readonly<Record<string, AttributeValue>>;

/** One of a few words. */
export function oneOf(initial: string, ...words: readonly string[]): AttributeValue {
  const all = [initial, ...words];
  return { initial, allows: (value) => all.includes(value), allowed: `one of '[${all.join(', ')}]'` };
}

/** A whole number in a range, or one of a few words beside it. */
export function wholeNumber(
  initial: string,
  low: number,
  high: number,
  ...words: readonly string[]
): AttributeValue {
  const others = words.map((word) => `'${word}' or `).join('');
  return {
    initial,
    allows: (value) =>
      words.includes(value) ||
      (/^(0|[1-9]\d{0,6})$/.test(value) && Number(value) >= low && Number(value) <= high),
    allowed: `${others}an integer between ${low} and ${high}`,
  };
}

/** `true` or `false`. */
export function flag(initial: 'true' | 'false'): AttributeValue {
  return oneOf(initial, initial === 'true' ? 'false' : 'true');
}

/** Any text of a limited length. */
export function text(longest: number): AttributeValue {
  return {
    initial: '',
    allows: (value) => value.length <= longest,
    allowed: `at most ${longest} characters long`,
  };
}

/** An attribute of which only the default is served. */
export function onlyDefault(value: AttributeValue, lacking: string): AttributeValue {
  return { ...value, lacking: (given) => (given === value.initial ? undefined : lacking) };
}
