import { isIPv6 } from 'node:net';
import { addressBytes } from './address-bytes.ts';
import { crc32c } from './crc32c.ts';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const versionAndLocal = 0x20;
const versionAndProxy = 0x21;
const tcpOverIpv4 = 0x11;
const tcpOverIpv6 = 0x21;
/** A record's type and length. */
const recordHeadBytes = 3;
const crcType = 0x03;
const noopType = 0x04;
const crcBytes = 4;
/** What a Network Load Balancer's header holds behind its 16 bytes: addresses and a checksum, filled up to this. */
const ipv4BodyBytes = 84;
/** A body has to hold 24 bytes more of addresses for IPv6. */
const ipv6BodyBytes = ipv4BodyBytes + 24;

/**
 * Version 2 of the proxy protocol as a Network Load Balancer writes it: the addresses, a CRC-32C of the whole, and
 * padding. `destination` is where the client connected to.
 */
export function proxyHeader(source: Endpoint, destination: Endpoint): Buffer {
  const isV6 = isIPv6(source.address) || isIPv6(destination.address);
  const addresses = Buffer.concat([
    addressBytes(source.address, isV6),
    addressBytes(destination.address, isV6),
    portBytes(source.port),
    portBytes(destination.port),
  ]);
  return header(
    versionAndProxy,
    isV6 ? tcpOverIpv6 : tcpOverIpv4,
    addresses,
    isV6 ? ipv6BodyBytes : ipv4BodyBytes,
  );
}

/** The header of the load balancer's own connections, its health checks: it names no client. */
export function localProxyHeader(): Buffer {
  return header(versionAndLocal, tcpOverIpv4, Buffer.alloc(0), ipv4BodyBytes);
}

function header(versionAndCommand: number, family: number, addresses: Buffer, bodyBytes: number): Buffer {
  const whole = Buffer.alloc(signature.length + 4 + bodyBytes);
  signature.copy(whole);
  let at = whole.writeUInt8(versionAndCommand, signature.length);
  at = whole.writeUInt8(family, at);
  at = whole.writeUInt16BE(bodyBytes, at);
  at += addresses.copy(whole, at);
  at = whole.writeUInt8(crcType, at);
  at = whole.writeUInt16BE(crcBytes, at);
  const crcAt = at;
  at = whole.writeUInt8(noopType, at + crcBytes);
  whole.writeUInt16BE(whole.length - at - (recordHeadBytes - 1), at);
  // The checksum is that of the header with four zeros in its place.
  whole.writeUInt32BE(crc32c(whole), crcAt);
  return whole;
}

function portBytes(port: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(port);
  return bytes;
}
