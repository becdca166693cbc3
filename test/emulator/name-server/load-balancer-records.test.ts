import { expect, test } from 'vitest';
import { loadBalancerRecords } from '../../../emulator/name-server/load-balancer-records.ts';
import { firstOf } from '../../../emulator/name-server/name-records.ts';

const records = loadBalancerRecords({
  findByDnsName: (name) => (name === 'web.elb.localhost' ? { vpcId: 'vpc-1' } : undefined),
  listenerAddresses: (vpcId) => (vpcId === 'vpc-1' ? ['127.0.0.1', '172.31.0.1', '172.17.0.1'] : []),
});

test('a load balancer is found where the query came to, else at the gateway of its VPC, never on loopback', () => {
  const at = (askedAt: string) => records.addressesOf('web.elb.localhost', askedAt);
  expect(['172.17.0.1', '172.31.0.1', '10.0.0.1', '127.0.0.1'].map(at)).toEqual([
    ['172.17.0.1'],
    ['172.31.0.1'],
    ['172.31.0.1'],
    ['172.31.0.1'],
  ]);
  expect(records.addressesOf('other.elb.localhost', '172.31.0.1')).toBeUndefined();
});

test('of several sources the first that knows a name answers', () => {
  const both = firstOf(records, {
    addressesOf: (name) => (name.endsWith('.localhost') ? ['10.1.1.1'] : undefined),
  });
  expect(
    ['web.elb.localhost', 'db.localhost', 'db'].map((name) => both.addressesOf(name, '172.31.0.1')),
  ).toEqual([['172.31.0.1'], ['10.1.1.1'], undefined]);
});
