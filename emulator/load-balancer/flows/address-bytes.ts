import { isIPv4 } from 'node:net';

/** An address as it stands on the wire: 4 bytes, or 16 where `asV6` asks for that; IPv4 is mapped into IPv6 then. */
export function addressBytes(address: string, asV6: boolean): Buffer {
  if (!asV6) return ipv4Bytes(address);
  if (isIPv4(address)) return ipv6Bytes(`::ffff:${address}`);
  return ipv6Bytes(address);
}

function ipv4Bytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function ipv6Bytes(address: string): Buffer {
  const [plain = ''] = address.split('%');
  const [left = '', right] = plain.split('::');
  const before = groups(left);
  const after = right === undefined ? [] : groups(right);
  const gap = new Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0);
  const bytes = Buffer.alloc(16);
  [...before, ...gap, ...after].forEach((group, index) => {
    bytes.writeUInt16BE(group, index * 2);
  });
  return bytes;
}

function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!isIPv4(group)) return [Number.parseInt(group, 16)];
    const bytes = ipv4Bytes(group);
    return [bytes.readUInt16BE(0), bytes.readUInt16BE(2)];
  });
}

/** An IPv4 address that a socket of both families shows as `::ffff:1.2.3.4`, as itself. */
export function plainAddress(address: string): string {
  const mapped = address.toLowerCase().startsWith('::ffff:') ? address.slice(7) : address;
  return isIPv4(mapped) ? mapped : address;
}
