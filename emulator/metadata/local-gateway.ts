import { networkInterfaces } from 'node:os';
import { cidrsOverlap, parseCidr } from '../../src/plan/cidr.ts';

/** The address that this machine has in the network of that address; undefined where it is in none. */
export function localGateway(address: string): string | undefined {
  const wanted = parseCidr(`${address}/32`);
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, cidr }) => family === 'IPv4' && cidr !== null && cidrsOverlap(parseCidr(cidr), wanted))
    ?.address;
}
