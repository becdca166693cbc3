import { linearRegex } from '../../../src/linear-regex.ts';
import type { RuleTransform } from '../snapshot.ts';

/** Rewrites the first match in a text; where there is none the text stays. */
export function rewrite({ regex, replace }: RuleTransform, text: string): string {
  const found = compiled(regex)?.exec(text);
  if (!found) return text;
  const filled = replace.replaceAll(/\$(\d)/g, (_, digit: string) => found[Number(digit)] ?? '');
  return text.slice(0, found.index) + filled + text.slice(found.index + found[0].length);
}

/** What a request's transforms make of its host and of its path with the query. */
export function transformed(
  transforms: readonly RuleTransform[],
  request: { readonly authority: string; readonly path: string },
): { readonly authority: string; readonly path: string } {
  let { authority, path } = request;
  for (const transform of transforms) {
    if (transform.type === 'host-header-rewrite') authority = rewrite(transform, authority);
    else path = rewrite(transform, path);
  }
  return { authority, path };
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
