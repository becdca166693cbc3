import { expect, test } from 'vitest';
import {
  addressNumber,
  addressText,
  cidrSize,
  cidrsOverlap,
  cidrText,
  gatewayOf,
  parseCidr,
  subnetsOf,
} from '../../../src/plan/cidr.ts';

test.each([
  ['10.0.0.0/16', '10.0.0.0/16', 65_536],
  ['10.1.2.3/16', '10.1.0.0/16', 65_536],
  ['255.255.255.255/32', '255.255.255.255/32', 1],
  ['1.2.3.4/0', '0.0.0.0/0', 2 ** 32],
])('reads %s as %s', (text, canonical, size) => {
  const cidr = parseCidr(text);
  expect([cidrText(cidr), cidrSize(cidr)]).toEqual([canonical, size]);
});

test.each([
  '',
  '10.0.0.0',
  '10.0.0/16',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.256/8',
  '::/0',
  '10.0.0.0/16 ',
  '10..0.0/8',
])('refuses %j as a CIDR', (text) => {
  expect(() => parseCidr(text)).toThrow(/is not an IPv4/);
});

test.each([
  '',
  '1.2.3',
  '1.2.3.4.5',
  '1..2.3',
  '1.2.3.-4',
  '1.2.3.4e0',
  '0x1.2.3.4',
  ' 1.2.3.4',
  '1.2.3.1000',
])('refuses %j as an address', (text) => {
  expect(() => addressNumber(text)).toThrow(`${text} is not an IPv4 address`);
});

test.each(['0.0.0.0', '10.0.0.1', '172.31.255.255', '255.255.255.255'])(
  'gives %s back unchanged',
  (address) => {
    expect(addressText(addressNumber(address))).toBe(address);
  },
);

test.each([
  ['10.0.0.0/16', '10.0.255.0/24', true],
  ['10.0.255.0/24', '10.0.0.0/16', true],
  ['10.0.0.0/16', '10.1.0.0/16', false],
  ['10.1.0.0/16', '10.0.0.0/16', false],
  ['0.0.0.0/0', '255.255.255.255/32', true],
  ['255.0.0.0/8', '255.255.255.0/24', true],
])('%s and %s overlap: %s', (a, b, expected) => {
  expect(cidrsOverlap(parseCidr(a), parseCidr(b))).toBe(expected);
});

test('divides a range into subnets in order', () => {
  expect(subnetsOf(parseCidr('172.31.0.0/18'), 20).map(cidrText)).toEqual([
    '172.31.0.0/20',
    '172.31.16.0/20',
    '172.31.32.0/20',
    '172.31.48.0/20',
  ]);
});

test('has its gateway at its first address', () => {
  expect(gatewayOf(parseCidr('172.31.0.0/16'))).toBe('172.31.0.1');
});
