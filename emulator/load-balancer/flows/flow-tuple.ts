/** What makes a flow one: all its packets carry these five. */
export interface FlowTuple {
  readonly protocol: 'tcp' | 'udp';
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
}

/** A number in [0, 1) that is the same for all packets of a flow, and spread evenly over different flows. */
export function flowFraction(tuple: FlowTuple): number {
  const { protocol, sourceAddress, sourcePort, destinationAddress, destinationPort } = tuple;
  return textFraction(`${protocol} ${sourceAddress} ${sourcePort} ${destinationAddress} ${destinationPort}`);
}

/** FNV-1a with the last steps of MurmurHash3: neighbouring ports would otherwise share their leading bits. */
function textFraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
