import { setFlagsFromString } from 'node:v8';

// V8's engine without backtracking, by the flag `l` of a RegExp. It lacks look-around and back-references, as RE2 does.
setFlagsFromString('--enable-experimental-regexp-engine');

/** More than this would make even linear time long. */
const longestExpanded = 1024;

/**
 * Compiles a regular expression of a user's whose time is in proportion to the text, so that no text can hold up
 * everybody's traffic. undefined for one that is malformed, too large once its repetitions are written out, or not
 * regular.
 */
export function linearRegex(source: string): RegExp | undefined {
  const expanded = expandRepetitions(source);
  if (expanded.length > longestExpanded) return undefined;
  try {
    new RegExp(source);
    return new RegExp(expanded, 'l');
  } catch {
    return undefined;
  }
}

const atom = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\\[]/y;
const repetition = /\{(\d+)(,?)(\d*)\}(\??)/y;

/** The engine takes only small repetitions: those of a single character or class are written out. */
function expandRepetitions(source: string): string {
  let expanded = '';
  let at = 0;
  while (at < source.length && expanded.length <= longestExpanded) {
    atom.lastIndex = at;
    const piece = atom.exec(source)?.[0] ?? source.slice(at);
    at += piece.length;
    repetition.lastIndex = at;
    const found = '()|^$*+?'.includes(piece) ? null : repetition.exec(source);
    if (found === null) {
      expanded += piece;
      continue;
    }
    const [whole, least = '', comma, most = '', lazy = ''] = found;
    at += whole.length;
    expanded += written(piece, Number(least), comma === '' ? least : most, lazy);
  }
  return expanded;
}

function written(piece: string, least: number, most: string, lazy: string): string {
  // Too large either way, and no reason to build it.
  if (Math.max(least, Number(most)) > longestExpanded) return piece.repeat(longestExpanded + 1);
  const rest =
    most === '' ? `${piece}*${lazy}` : `${piece}?${lazy}`.repeat(Math.max(0, Number(most) - least));
  return piece.repeat(least) + rest;
}
