import { ensureDefaultVpc } from '../../../src/services/ec2/default-vpc.ts';
import type { ServicesApi } from './services-api.ts';

/** The ids of a default VPC, of its subnets in the zones a, b and c, and of its default security group. */
export interface DefaultNetwork {
  readonly vpcId: string;
  readonly subnetIds: readonly [string, string, string];
  readonly groupId: string;
}

/** Makes sure of the default VPC of the API's own account and region, or of another account's. */
export function defaultNetwork(
  { context }: ServicesApi<unknown>,
  accountId = '000000000000',
): DefaultNetwork {
  const { id: vpcId } = ensureDefaultVpc(context.ec2, accountId, 'us-east-1');
  const [a, b, c] = context.ec2.network.listSubnets(accountId, 'us-east-1').map(({ id }) => id);
  const groupId = context.ec2.network.defaultSecurityGroup(vpcId)?.id;
  if (a === undefined || b === undefined || c === undefined || groupId === undefined)
    throw new Error('the default VPC is not complete');
  return { vpcId, subnetIds: [a, b, c], groupId };
}
