import { type PatternNode, type PatternSet, runPattern, stateCount } from './pattern-machine.ts';

export type Pattern =
  | { readonly type: 'pattern'; readonly matches: (text: string) => boolean }
  | { readonly type: 'broken'; readonly why: string };

/** A query may hold some seventy patterns, each of which may be asked of every instance. */
const mostStates = 500;
const deepestGroups = 20;

class PatternError extends Error {
  override name = 'PatternError';
}

/**
 * A regular expression in Java's syntax, for the whole of a text. It is run by states, not by backtracking, so no
 * expression takes longer than its length times the text's. Groups, alternatives, classes, quantifiers, anchors and
 * the escapes of classes are understood; what needs backtracking (references, looking around, possessive quantifiers),
 * and flags, is refused.
 */
export function readPattern(text: string): Pattern {
  try {
    const node = new PatternReader(text).read();
    if (stateCount(node) > mostStates) throw new PatternError('it is too large');
    return { type: 'pattern', matches: runPattern(node) };
  } catch (error) {
    if (error instanceof PatternError)
      return { type: 'broken', why: `the pattern '${text}' cannot be used: ${error.message}.` };
    throw error;
  }
}

const digit: PatternSet = (letter) => /\d/.test(letter);
const wordLetter: PatternSet = (letter) => /\w/.test(letter);
const space: PatternSet = (letter) => /[ \t\n\v\f\r]/.test(letter);
const not =
  (set: PatternSet): PatternSet =>
  (letter) =>
    !set(letter);

const escapedSets: ReadonlyMap<string, PatternSet> = new Map([
  ['d', digit],
  ['D', not(digit)],
  ['w', wordLetter],
  ['W', not(wordLetter)],
  ['s', space],
  ['S', not(space)],
]);

class PatternReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): PatternNode {
    const node = this.#choice(0);
    if (this.#peek() !== '') throw new PatternError('a closing parenthesis has no opening one');
    return node;
  }

  #choice(depth: number): PatternNode {
    if (depth > deepestGroups) throw new PatternError('its groups are too deep');
    const options = [this.#sequence(depth)];
    while (this.#take('|')) options.push(this.#sequence(depth));
    return { type: 'choice', options };
  }

  #sequence(depth: number): PatternNode {
    const parts: PatternNode[] = [];
    while (!['', '|', ')'].includes(this.#peek())) parts.push(this.#quantified(this.#atom(depth)));
    return { type: 'sequence', parts };
  }

  #atom(depth: number): PatternNode {
    const letter = this.#next();
    switch (letter) {
      case '.':
        return { type: 'set', has: not((each) => /[\n\r\u0085\u2028\u2029]/.test(each)) };
      case '^':
        return { type: 'start' };
      case '$':
        return { type: 'end' };
      case '[':
        return { type: 'set', has: this.#class() };
      case '(':
        return this.#group(depth);
      case '\\':
        return { type: 'set', has: this.#escaped() };
      case '*':
      case '+':
      case '?':
      case '{':
        throw new PatternError(`there is nothing for '${letter}' to repeat`);
      default:
        return { type: 'set', has: (each) => each === letter };
    }
  }

  #group(depth: number): PatternNode {
    if (this.#take('?') && !this.#take(':'))
      throw new PatternError("groups that begin with '(?' are not supported");
    const node = this.#choice(depth + 1);
    if (!this.#take(')')) throw new PatternError('a parenthesis is not closed');
    return node;
  }

  #quantified(part: PatternNode): PatternNode {
    const times = this.#quantifier();
    if (times === undefined) return part;
    // A reluctant quantifier finds the same whole texts as the usual one.
    if (!this.#take('?') && this.#peek() === '+')
      throw new PatternError('possessive quantifiers are not supported');
    return { type: 'repeat', part, ...times };
  }

  #quantifier(): { readonly least: number; readonly most: number } | undefined {
    if (this.#take('*')) return { least: 0, most: Number.POSITIVE_INFINITY };
    if (this.#take('+')) return { least: 1, most: Number.POSITIVE_INFINITY };
    if (this.#take('?')) return { least: 0, most: 1 };
    if (!this.#take('{')) return undefined;
    const [, first, comma, last] = /^(\d{1,4})(,)?(\d{1,4})?\}/.exec(this.#text.slice(this.#position)) ?? [];
    if (first === undefined || (comma === undefined && last !== undefined))
      throw new PatternError("a '{' is not a repetition");
    this.#position = this.#text.indexOf('}', this.#position) + 1;
    const least = Number(first);
    const most = comma === undefined ? least : last === undefined ? Number.POSITIVE_INFINITY : Number(last);
    if (most < least) throw new PatternError('a repetition is out of range');
    return { least, most };
  }

  #class(): PatternSet {
    const isNegated = this.#take('^');
    const sets: PatternSet[] = [];
    while (!this.#take(']')) sets.push(this.#classMember());
    if (sets.length === 0) throw new PatternError('a class is empty');
    const has: PatternSet = (letter) => sets.some((set) => set(letter));
    return isNegated ? not(has) : has;
  }

  #classMember(): PatternSet {
    const first = this.#next();
    if (first === '[' || (first === '&' && this.#peek() === '&'))
      throw new PatternError('classes within classes are not supported');
    if (first === '\\') return this.#escaped();
    const isRange = this.#peek() === '-' && !['', ']'].includes(this.#text.charAt(this.#position + 1));
    if (!isRange) return (letter) => letter === first;
    this.#position += 1;
    const last = this.#next();
    if (last === '\\' || last === '[' || last < first)
      throw new PatternError('a range of a class is not valid');
    return (letter) => letter >= first && letter <= last;
  }

  #escaped(): PatternSet {
    const letter = this.#next();
    const set = escapedSets.get(letter);
    if (set !== undefined) return set;
    if (/[A-Za-z0-9]/.test(letter)) throw new PatternError(`the escape '\\${letter}' is not supported`);
    return (each) => each === letter;
  }

  #peek(): string {
    return this.#text.charAt(this.#position);
  }

  #take(letter: string): boolean {
    if (this.#peek() !== letter) return false;
    this.#position += 1;
    return true;
  }

  #next(): string {
    const letter = this.#peek();
    if (letter === '') throw new PatternError('it ends too early');
    this.#position += 1;
    return letter;
  }
}
