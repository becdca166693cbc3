/** The subnet with the fewest tasks, the first of them where several have as few; undefined without subnets. */
export function chooseSubnet<Subnet extends { readonly id: string }>(
  subnets: readonly Subnet[],
  liveTasksBySubnet: ReadonlyMap<string, number>,
): Subnet | undefined {
  let best: Subnet | undefined;
  for (const subnet of subnets) {
    const count = liveTasksBySubnet.get(subnet.id) ?? 0;
    if (best === undefined || count < (liveTasksBySubnet.get(best.id) ?? 0)) best = subnet;
  }
  return best;
}
