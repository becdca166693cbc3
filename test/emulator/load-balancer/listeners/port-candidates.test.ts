import { expect, test } from 'vitest';
import { nextPort, type PortRefusal } from '../../../../emulator/load-balancer/listeners/port-candidates.ts';

test.each<[number, PortRefusal, number[], number]>([
  [80, 'EACCES', [], 8080],
  [443, 'EACCES', [], 8443],
  [80, 'EACCES', [8080, 8081], 8082],
  [80, 'EADDRINUSE', [], 81],
  [8080, 'EACCES', [], 8081],
  [8080, 'EADDRINUSE', [8081], 8082],
  [65_535, 'EADDRINUSE', [], 0],
  [0, 'EADDRINUSE', [], 0],
])('after %i is refused with %s, avoiding %j, comes %i', (port, refusal, avoid, expected) => {
  expect(nextPort(port, refusal, new Set(avoid))).toBe(expected);
});
