import { expect, test } from 'vitest';
import { localProxyHeader, proxyHeader } from '../../../../emulator/load-balancer/flows/proxy-header.ts';

const signature = '0d0a0d0a000d0a515549540a';

test("write the header of a health check byte for byte as AWS's load balancers do", () => {
  // As it was seen on the wire of a target: LOCAL, 84 bytes, a CRC-32C, and 74 bytes of padding.
  expect(localProxyHeader().toString('hex')).toBe(
    `${signature}20110054030004bce5951f04004a${'00'.repeat(74)}`,
  );
});

test('name both ends of an IPv4 connection', () => {
  const header = proxyHeader({ address: '10.0.0.1', port: 4660 }, { address: '10.0.0.2', port: 80 });
  expect(header.toString('hex').replace(/030004.{8}/, '030004<crc>')).toBe(
    `${signature}211100540a0000010a00000212340050030004<crc>04003e${'00'.repeat(62)}`,
  );
});

test.each([
  ['2001:db8::1:2', '20010db8000000000000000000010002'],
  ['::', '00000000000000000000000000000000'],
  ['fe80::1%eth0', 'fe800000000000000000000000000001'],
  ['1:22:33:44:55:66:77:88', '00010022003300440055006600770088'],
  ['::ffff:10.0.0.2', '00000000000000000000ffff0a000002'],
])('name both ends of an IPv6 connection from %s', (address, bytes) => {
  const header = proxyHeader({ address, port: 1 }, { address: '10.0.0.2', port: 80 });
  const destination = '00000000000000000000ffff0a000002';
  expect(header.toString('hex').replace(/030004.{8}/, '030004<crc>')).toBe(
    `${signature}2121006c${bytes}${destination}00010050030004<crc>04003e${'00'.repeat(62)}`,
  );
});
