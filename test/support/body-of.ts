/** An SDK's answer without its transport's facts, to be compared whole. */
export async function bodyOf<Output extends object>(
  sent: Promise<Output & { readonly $metadata: unknown }>,
): Promise<Omit<Output, '$metadata'>> {
  const { $metadata, ...body } = await sent;
  return body;
}
