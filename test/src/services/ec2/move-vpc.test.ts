import { expect, test } from 'vitest';
import { freeVpcCidr } from '../../../../src/plan/free-cidr.ts';
import { ensureDefaultVpc } from '../../../../src/services/ec2/default-vpc.ts';
import type { Ec2Context } from '../../../../src/services/ec2/ec2-context.ts';
import { moveVpc } from '../../../../src/services/ec2/move-vpc.ts';
import { NetworkInterfaceStore } from '../../../../src/services/ec2/network-interface-store.ts';
import { NetworkStore } from '../../../../src/services/ec2/network-store.ts';
import type { Change } from '../../../../src/state/change.ts';
import { State } from '../../../../src/state/state.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const account = '000000000000';

function world() {
  const state = new State(':memory:');
  const context: Ec2Context = {
    state,
    clock: new FakeClock(),
    network: new NetworkStore(state),
    interfaces: new NetworkInterfaceStore(state),
    allocateVpcCidr: freeVpcCidr,
  };
  return {
    context,
    vpc: ensureDefaultVpc(context, account, 'us-east-1'),
    [Symbol.dispose]: () => state[Symbol.dispose](),
  };
}

function cidrs({ network }: Ec2Context, region: string) {
  return {
    vpcs: network.listVpcs(account, region).map(({ cidr }) => cidr),
    subnets: network.listSubnets(account, region).map(({ cidr }) => cidr),
  };
}

test('a VPC moves to a range that nobody has, its subnets to the same places in it', () => {
  using made = world();
  const { context, vpc } = made;
  const other = ensureDefaultVpc(context, account, 'eu-west-1');
  const changes: Change[] = [];
  context.state.subscribe((change) => changes.push(change));
  moveVpc(context, vpc.id, vpc.cidr, ['10.129.0.0/24']);
  expect(cidrs(context, 'us-east-1')).toEqual({
    vpcs: ['10.130.0.0/16'],
    subnets: ['10.130.0.0/20', '10.130.16.0/20', '10.130.32.0/20'],
  });
  expect(cidrs(context, 'eu-west-1').vpcs).toEqual([other.cidr]);
  expect(changes).toEqual([{ kind: 'routing' }]);
});

test('a VPC that has moved already stays', () => {
  using made = world();
  const { context, vpc } = made;
  moveVpc(context, vpc.id, vpc.cidr, []);
  const moved = cidrs(context, 'us-east-1');
  moveVpc(context, vpc.id, vpc.cidr, moved.vpcs);
  expect(cidrs(context, 'us-east-1')).toEqual(moved);
});

test('addresses are handed out from the beginning of the new range', () => {
  using made = world();
  const { context, vpc } = made;
  const interfaces = new NetworkInterfaceStore(context.state);
  const [subnet] = context.network.listSubnets(account, 'us-east-1');
  const { id } = interfaces.allocate(subnet?.id ?? '', 0);
  interfaces.release(id);
  moveVpc(context, vpc.id, vpc.cidr, []);
  expect(interfaces.allocate(subnet?.id ?? '', 0).address).toBe('10.128.0.4');
});
