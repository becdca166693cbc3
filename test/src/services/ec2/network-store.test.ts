import { expect, test } from 'vitest';
import { NetworkInterfaceStore } from '../../../../src/services/ec2/network-interface-store.ts';
import { NetworkStore } from '../../../../src/services/ec2/network-store.ts';
import { State } from '../../../../src/state/state.ts';

const vpc = {
  id: 'vpc-1',
  accountId: '000000000000',
  region: 'us-east-1',
  cidr: '10.0.0.0/16',
  isDefault: true,
};
const subnet = { id: 'subnet-1', vpcId: vpc.id, cidr: '10.0.0.0/20', availabilityZone: 'us-east-1a' };
const group = { id: 'sg-1', vpcId: vpc.id, name: 'default', description: 'd' };

/** All that is read of the one VPC. */
function seenOf(network: NetworkStore) {
  return {
    vpc: network.findVpc(vpc.id),
    vpcs: network.listVpcs(vpc.accountId, vpc.region),
    subnet: network.findSubnet(subnet.id),
    group: network.findSecurityGroup(group.id),
    defaultGroup: network.defaultSecurityGroup(vpc.id),
  };
}

const nothing = { vpc: undefined, vpcs: [], subnet: undefined, group: undefined, defaultGroup: undefined };

test('shows networks as they stand, whatever was read of them before', () => {
  using state = new State(':memory:');
  const network = new NetworkStore(state);
  const { accountId, region } = vpc;
  expect(seenOf(network)).toEqual(nothing);
  network.addVpc(vpc);
  expect(seenOf(network)).toEqual({ ...nothing, vpc, vpcs: [vpc] });
  network.addSubnet(subnet);
  network.addSecurityGroup(group);
  const whole = { vpc, vpcs: [vpc], subnet: { ...subnet, accountId, region } };
  const groups = { group: { ...group, accountId, region }, defaultGroup: { ...group, accountId, region } };
  expect(seenOf(network)).toEqual({ ...whole, ...groups });
  network.setVpcCidr(vpc.id, '10.1.0.0/16');
  network.setSubnetCidr(subnet.id, '10.1.0.0/20');
  const moved = { ...vpc, cidr: '10.1.0.0/16' };
  const movedSubnet = { ...whole.subnet, cidr: '10.1.0.0/20' };
  expect(seenOf(network)).toEqual({ vpc: moved, vpcs: [moved], subnet: movedSubnet, ...groups });
  state.clear();
  expect(seenOf(network)).toEqual(nothing);
});

test('reads nothing anew because an address was handed out', () => {
  using state = new State(':memory:');
  const network = new NetworkStore(state);
  network.addVpc(vpc);
  network.addSubnet(subnet);
  const before = network.findSubnet(subnet.id);
  new NetworkInterfaceStore(state).allocate(subnet.id, 0);
  expect(network.findSubnet(subnet.id)).toBe(before);
});
