import { networkInterfaces } from 'node:os';

/**
 * The addresses that a wildcard stands for on this machine at this moment, one by one and without the link-local ones.
 * Who listens on the wildcard itself takes port 80 of 169.254.170.2 along, which is the task metadata endpoint's.
 */
export function localAddresses(wildcard: '0.0.0.0' | '::'): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family }) => family === 'IPv4' || wildcard === '::')
    .map(({ address }) => address)
    .filter((address) => !/^(169\.254\.|fe80:)/.test(address));
}
