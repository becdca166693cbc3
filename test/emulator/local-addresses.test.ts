import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { localAddresses } from '../../emulator/local-addresses.ts';

test('names loopback and every other address that is not link-local, of IPv4 alone or of both', () => {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const known = (families: readonly string[]) =>
    own
      .filter(({ family }) => families.includes(family))
      .map(({ address }) => address)
      .filter((address) => !address.startsWith('169.254.') && !address.startsWith('fe80:'));
  expect([localAddresses('0.0.0.0'), localAddresses('::')]).toEqual([
    known(['IPv4']),
    known(['IPv4', 'IPv6']),
  ]);
  expect(localAddresses('0.0.0.0')).toContain('127.0.0.1');
});
