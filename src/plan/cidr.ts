/** An IPv4 range; `base` and the addresses in it are unsigned 32-bit numbers. */
export interface Cidr {
  readonly base: number;
  readonly prefix: number;
}

/** Reads `10.0.0.0/16`. Throws on anything else. */
export function parseCidr(text: string): Cidr {
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(text);
  const [, address = '', prefixText = ''] = match ?? [];
  const prefix = Number(prefixText);
  if (match === null || prefix > 32) throw new Error(`${text} is not an IPv4 CIDR`);
  return { base: maskTo(addressNumber(address), prefix), prefix };
}

/** Reads a dotted address. Throws on anything else. */
export function addressNumber(address: string): number {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    throw new Error(`${address} is not an IPv4 address`);
  return parts.reduce((number, part) => number * 256 + Number(part), 0);
}

export function addressText(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}

/** How many addresses the range has. */
export function cidrSize({ prefix }: Cidr): number {
  return 2 ** (32 - prefix);
}

export function cidrText({ base, prefix }: Cidr): string {
  return `${addressText(base)}/${prefix}`;
}

/** Whether a dotted address lies in the range. */
export function cidrContains(cidr: Cidr, address: string): boolean {
  const number = addressNumber(address);
  return number >= cidr.base && number < cidr.base + cidrSize(cidr);
}

export function cidrsOverlap(a: Cidr, b: Cidr): boolean {
  return a.base < b.base + cidrSize(b) && b.base < a.base + cidrSize(a);
}

/** The range's parts of that prefix length, in order. */
export function subnetsOf(cidr: Cidr, prefix: number): Cidr[] {
  const size = 2 ** (32 - prefix);
  return Array.from({ length: cidrSize(cidr) / size }, (_, index) => ({
    base: cidr.base + index * size,
    prefix,
  }));
}

/** The first address of the range: where a VPC's router, and the bridge of its network, stands. */
export function gatewayOf(cidr: Cidr): string {
  return addressText(cidr.base + 1);
}

function maskTo(number: number, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return Math.floor(number / size) * size;
}
