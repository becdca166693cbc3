import { expect, test } from 'vitest';
import { freeVpcCidr } from '../../../src/plan/free-cidr.ts';

test.each([
  [[], '172.31.0.0/16'],
  [['172.31.5.0/24'], '10.128.0.0/16'],
  [['172.16.0.0/12', '10.128.0.0/15'], '10.130.0.0/16'],
  [['172.31.0.0/16', '10.128.0.0/10'], '10.64.0.0/16'],
])('with %j taken, the next VPC gets %s', (taken, free) => {
  expect(freeVpcCidr(taken)).toBe(free);
});

test('says so when no range is left', () => {
  expect(() => freeVpcCidr(['0.0.0.0/0'])).toThrow('No IPv4 range is left for another VPC on this machine.');
});
