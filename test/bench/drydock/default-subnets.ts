import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import type { Clients } from './clients.ts';

/** The default VPC with its subnets; the benches' tasks run in the first one. */
export async function defaultSubnets({ ec2 }: Clients): Promise<{ vpcId: string; subnetIds: string[] }> {
  const subnets = (await ec2.send(new DescribeSubnetsCommand({}))).Subnets ?? [];
  const vpcId = subnets[0]?.VpcId;
  if (vpcId === undefined) throw new Error('There is no default VPC.');
  return { vpcId, subnetIds: subnets.flatMap(({ SubnetId }) => SubnetId ?? []) };
}
