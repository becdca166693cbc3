/** What AWS calls one of its regions. */
export interface RegionFacts {
  readonly longName: string;
  readonly domain: string;
  readonly partition: string;
}

/** What the SDK knows of a region of AWS; undefined of a name that is none. Loads the SDK's table when first asked. */
export async function regionFacts(region: string): Promise<RegionFacts | undefined> {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) return undefined;
  const { partition } = await import('@aws-sdk/core/client');
  // The partition of a region that the table lacks is guessed by its name, without a description.
  const known: ReturnType<typeof partition> & { readonly description?: unknown } = partition(region);
  const { name, dnsSuffix, description } = known;
  if (typeof description !== 'string') return undefined;
  return { longName: description, domain: dnsSuffix, partition: name };
}
