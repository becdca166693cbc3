import { linearRegex } from '../../../src/linear-regex.ts';
import type { RuleTransform } from '../snapshot.ts';

/** Rewrites the first match in a text; where there is none the text stays. */
export function rewrite({ regex, replace }: RuleTransform, text: string): string {
  const found = compiled(regex)?.exec(text);
  if (!found) return text;
  const filled = replace.replaceAll(/\$(\d)/g, (_, digit: string) => found[Number(digit)] ?? '');
  return text.slice(0, found.index) + filled + text.slice(found.index + found[0].length);
}

/** What transforms make of a request's host and of its path with the query; undefined where that is no request. */
export function transformed(
  transforms: readonly RuleTransform[],
  askedAuthority: string,
  askedPath: string,
): { readonly authority: string; readonly path: string } | undefined {
  let authority = askedAuthority;
  let path = askedPath;
  for (const transform of transforms) {
    if (transform.type === 'host-header-rewrite') authority = rewrite(transform, authority);
    else path = rewrite(transform, path);
  }
  const isSound = /^\/[\x21-\x7e\x80-\xff]*$/.test(path) && /^[\x21-\x7e]+$/.test(authority);
  return isSound ? { authority, path } : undefined;
}

const mostKept = 1000;
const kept = new Map<string, RegExp | undefined>();

function compiled(source: string): RegExp | undefined {
  if (!kept.has(source)) {
    if (kept.size >= mostKept) kept.clear();
    kept.set(source, linearRegex(source));
  }
  return kept.get(source);
}
