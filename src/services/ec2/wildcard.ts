/**
 * Whether a whole value matches an EC2 filter's pattern: `*` is any run of characters, `?` is exactly one, and a
 * backslash takes the next character as it is. Takes time in the product of the two lengths at most.
 */
export function matchesWildcard(pattern: string, value: string): boolean {
  const tokens = [...pattern.matchAll(/\\(.)|([\s\S])/g)].map(([, literal, plain = '']) =>
    literal === undefined && (plain === '*' || plain === '?') ? { any: plain } : { text: literal ?? plain },
  );
  let at = 0;
  let read = 0;
  // Where to go on from when the characters behind the latest `*` do not match: the `*` takes one character more.
  let star: { readonly at: number; read: number } | undefined;
  while (read < value.length) {
    const token = tokens[at];
    if (token !== undefined && token.any !== '*' && (token.any === '?' || token.text === value[read])) {
      at += 1;
      read += 1;
    } else if (token?.any === '*') {
      star = { at, read };
      at += 1;
    } else if (star !== undefined) {
      star.read += 1;
      at = star.at + 1;
      read = star.read;
    } else return false;
  }
  return tokens.slice(at).every(({ any }) => any === '*');
}
