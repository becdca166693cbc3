/** A command that cannot be read. The message is the SSM agent's. */
export class CommandSyntaxError extends Error {
  override readonly name = 'CommandSyntaxError';
}

/**
 * The words of a command as the SSM agent reads it in a container: quotes and backslashes as in a shell, `#` begins
 * a comment, and nothing else is special, for no shell is involved.
 *
 * @throws CommandSyntaxError
 */
export function splitCommand(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let at = 0; at < command.length; at += 1) {
    const char = command.charAt(at);
    if (char === '\\' && quote !== "'") {
      at += 1;
      if (at === command.length) throw new CommandSyntaxError('EOF found after escape character');
      word = (word ?? '') + command.charAt(at);
    } else if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/[ \t\r\n]/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '#' && word === undefined) {
      const lineEnd = command.indexOf('\n', at);
      at = lineEnd < 0 ? command.length : lineEnd;
    } else word = (word ?? '') + char;
  }
  if (quote !== undefined) throw new CommandSyntaxError('EOF found when expecting closing quote');
  return word === undefined ? words : [...words, word];
}

/** A command that {@link splitCommand} reads as these words. */
export function joinCommand(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
