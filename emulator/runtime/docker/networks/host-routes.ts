/** The IPv4 CIDRs of a `/proc/net/route` table, without the default route. */
export function hostRoutes(table: string): string[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, destination, , , , , , mask] = line.split('\t');
      if (!destination || !mask || Number.parseInt(mask, 16) === 0) return [];
      return [`${address(destination)}/${prefixLength(mask)}`];
    });
}

/** The kernel prints addresses as the hexadecimal number that the four bytes make in little-endian order. */
function address(hex: string): string {
  return [...Buffer.from(hex, 'hex')].reverse().join('.');
}

function prefixLength(hex: string): number {
  return Number.parseInt(hex, 16).toString(2).replaceAll('0', '').length;
}
