/** An attribute's default, and what it may be set to. */
export interface AttributeValue {
  readonly initial: string;
  readonly allows: (value: string) => boolean;
  /** What is allowed, to go on after "must be". */
  readonly allowed: string;
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
