/** Thrown while a cluster query is read, and caught where reading began. */
export class QueryError extends Error {
  override name = 'QueryError';
}

const subjectLetters = /[A-Za-z0-9_.:/\\-]+/y;
const wordLetters = /[a-z_]+/y;
const bareValue = /[^\s()[\],'"=!<>&|~]+/y;
const quotedValue = /'([^']*)'|"([^"]*)"/y;
const spaces = /\s*/y;

/** Reads a query from left to right. What it gives is chosen by what the grammar expects at that place. */
export class QueryScanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether nothing but space is left. */
  isAtEnd(): boolean {
    this.#match(spaces);
    return this.#position === this.#text.length;
  }

  /** Passes over the symbol if it is what comes next. */
  takeSymbol(symbol: string): boolean {
    this.#match(spaces);
    if (!this.#text.startsWith(symbol, this.#position)) return false;
    this.#position += symbol.length;
    return true;
  }

  /** Passes over the word if the next one is that word and no longer one. */
  takeWord(word: string): boolean {
    this.#match(spaces);
    subjectLetters.lastIndex = this.#position;
    if (subjectLetters.exec(this.#text)?.[0] !== word) return false;
    this.#position += word.length;
    return true;
  }

  /** @throws QueryError */
  subject(): string {
    this.#match(spaces);
    return this.#match(subjectLetters)?.[0] ?? this.fail('a subject');
  }

  /** The name of an operator, with the `!` that may stand before it; undefined where none comes next. */
  operatorWord(): string | undefined {
    this.#match(spaces);
    const before = this.#position;
    const negation = this.takeSymbol('!') ? '!' : '';
    const word = this.#match(wordLetters)?.[0];
    if (word !== undefined) return negation + word;
    this.#position = before;
    return undefined;
  }

  /** @throws QueryError */
  value(): string {
    this.#match(spaces);
    return this.#quoted() ?? this.#match(bareValue)?.[0] ?? this.fail('a value');
  }

  /**
   * A regular expression: in quotes, or up to the next space, `&&`, `||`, or closing parenthesis that it did not open.
   *
   * @throws QueryError
   */
  pattern(): string {
    this.#match(spaces);
    const quoted = this.#quoted();
    if (quoted !== undefined) return quoted;
    const start = this.#position;
    let depth = 0;
    for (; this.#position < this.#text.length; this.#position += 1) {
      const letter = this.#text.charAt(this.#position);
      if (letter === '(') depth += 1;
      if (letter === ')') depth -= 1;
      const isOver =
        /\s/.test(letter) ||
        depth < 0 ||
        /^(&&|\|\|)/.test(this.#text.slice(this.#position, this.#position + 2));
      if (isOver) break;
    }
    const pattern = this.#text.slice(start, this.#position);
    return pattern === '' ? this.fail('a pattern') : pattern;
  }

  /** @throws QueryError always */
  fail(expected: string): never {
    const rest = this.#text.slice(this.#position, this.#position + 20);
    throw new QueryError(
      `expected ${expected} at position ${this.#position + 1}, found ${rest === '' ? 'the end' : `'${rest}'`}.`,
    );
  }

  #quoted(): string | undefined {
    const found = this.#match(quotedValue);
    return found === undefined ? undefined : (found[1] ?? found[2] ?? '');
  }

  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#position;
    const found = expression.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#position += found[0].length;
    return found;
  }
}
