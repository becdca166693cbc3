import { cidrsOverlap, cidrText, parseCidr } from './cidr.ts';

/** AWS's own default VPC first; then ranges that few networks use. */
const candidates = [
  '172.31.0.0/16',
  ...Array.from({ length: 64 }, (_, index) => `10.${128 + index}.0.0/16`),
  ...Array.from({ length: 64 }, (_, index) => `10.${64 + index}.0.0/16`),
];

/** The first /16 for a VPC that overlaps nothing that is taken. Throws when there is none left. */
export function freeVpcCidr(taken: readonly string[]): string {
  const ranges = taken.map(parseCidr);
  const free = candidates.map(parseCidr).find((each) => !ranges.some((range) => cidrsOverlap(range, each)));
  if (free === undefined) throw new Error('No IPv4 range is left for another VPC on this machine.');
  return cidrText(free);
}
