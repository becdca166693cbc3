/** What an operation answered, without what the client adds of its own. */
export async function reply<Output extends { readonly $metadata: unknown }>(
  sent: Promise<Output>,
): Promise<Omit<Output, '$metadata'>> {
  const { $metadata: _metadata, ...output } = await sent;
  return output;
}
