/** Parses a body of newline-delimited JSON as it comes; `T` is what the Engine API documents. Ends with the stream. */
export async function* jsonLines<T>(stream: AsyncIterable<Buffer>): AsyncGenerator<T, void, void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line);
  }
  if (rest.trim() !== '') yield JSON.parse(rest);
}
