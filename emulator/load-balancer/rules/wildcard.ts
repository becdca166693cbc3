export type TextTest = (text: string) => boolean;

/** What a pattern's position stands for: one character's code, any one character, or any number of them. */
type Piece = number;
const anyOne = -1;
const anyMany = -2;

/**
 * Compiles a pattern with `*` (any number of characters) and `?` (exactly one) that a whole text has to match. Time
 * is at most the product of both lengths, whatever the pattern.
 *
 * @param escapes whether `\*` and `\?` stand for the characters themselves
 */
export function compileWildcard(pattern: string, escapes = false): TextTest {
  const pieces = piecesOf(pattern, escapes);
  const firstWild = pieces.findIndex((piece) => piece < 0);
  if (firstWild === -1) {
    const literal = String.fromCharCode(...pieces);
    return (text) => text === literal;
  }
  const prefix = String.fromCharCode(...pieces.slice(0, firstWild));
  const lastWild = pieces.findLastIndex((piece) => piece < 0);
  const suffix = String.fromCharCode(...pieces.slice(lastWild + 1));
  if (firstWild === lastWild && pieces[firstWild] === anyMany)
    return (text) =>
      text.length >= prefix.length + suffix.length && text.startsWith(prefix) && text.endsWith(suffix);
  return (text) => text.startsWith(prefix) && text.endsWith(suffix) && matches(pieces, text);
}

function piecesOf(pattern: string, escapes: boolean): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < pattern.length; i += 1) {
    const next = pattern[i + 1];
    if (escapes && pattern[i] === '\\' && (next === '*' || next === '?')) {
      i += 1;
      pieces.push(pattern.charCodeAt(i));
    } else if (pattern[i] === '*') pieces.push(anyMany);
    else if (pattern[i] === '?') pieces.push(anyOne);
    else pieces.push(pattern.charCodeAt(i));
  }
  return pieces;
}

/** Only the latest `*` is ever tried again: an earlier one could not reach further. */
function matches(pieces: readonly Piece[], text: string): boolean {
  let piece = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const wanted = pieces[piece];
    if (wanted === anyMany) {
      star = piece;
      starAt = at;
      piece += 1;
    } else if (wanted === anyOne || wanted === text.charCodeAt(at)) {
      piece += 1;
      at += 1;
    } else if (star >= 0) {
      starAt += 1;
      at = starAt;
      piece = star + 1;
    } else return false;
  }
  while (pieces[piece] === anyMany) piece += 1;
  return piece === pieces.length;
}
