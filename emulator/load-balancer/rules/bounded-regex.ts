import { createContext, Script } from 'node:vm';

/** A regular expression of a user's may not hold up everybody's traffic for longer than this. */
const longestMs = 20;

/**
 * A regular expression whose work is bounded: one that can backtrack far runs under a time limit, at a tenth of a
 * millisecond more, and counts as not matching when it does not come to an end. Any other runs as it is.
 */
export class BoundedRegex {
  readonly #regex: RegExp;
  readonly #guarded: boolean;

  constructor(source: string, flags = '') {
    this.#regex = new RegExp(source, flags);
    this.#guarded = canBacktrackFar(source);
  }

  test(text: string): boolean {
    return this.exec(text) !== null;
  }

  exec(text: string): RegExpExecArray | null {
    return this.#guarded ? execGuarded(this.#regex, text) : this.#regex.exec(text);
  }
}

/**
 * At most one choice, and that at a fixed place, takes time in proportion to the text. Anything more may take its
 * square or far worse (`a*b`, `(a|a)(a|a)`, `(a+)+`).
 */
function canBacktrackFar(source: string): boolean {
  const plain = source
    .replaceAll(/\\./g, 'x')
    .replaceAll(/\[[^\]]*\]/g, 'x')
    .replaceAll('(?:', '(');
  const choices = plain.match(/[*+?{|]/g)?.length ?? 0;
  return choices > (plain.startsWith('^') ? 1 : 0);
}

interface Sandbox {
  regex?: RegExp;
  text: string;
  found: RegExpExecArray | null;
}

const sandbox: Sandbox = { text: '', found: null };
const context = createContext(sandbox);
const script = new Script('found = regex.exec(text)');

function execGuarded(regex: RegExp, text: string): RegExpExecArray | null {
  sandbox.regex = regex;
  sandbox.text = text;
  sandbox.found = null;
  try {
    script.runInContext(context, { timeout: longestMs });
    return sandbox.found;
  } catch {
    return null;
  }
}
