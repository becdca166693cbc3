/** The value of the first cookie of a name in a Cookie header; undefined where there is none. */
export function requestCookie(header: string, name: string): string | undefined {
  for (let from = 0; from < header.length; ) {
    const semicolon = header.indexOf(';', from);
    const end = semicolon === -1 ? header.length : semicolon;
    while (from < end && header.charCodeAt(from) <= 32) from += 1;
    if (header.startsWith(name, from) && header[from + name.length] === '=')
      return header.slice(from + name.length + 1, end).trim();
    from = end + 1;
  }
  return undefined;
}
