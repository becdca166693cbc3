import {
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { defaultNetwork } from './default-network.ts';
import type { ServicesApi } from './services-api.ts';

/** The ARN of a new target group of addresses in the default VPC, on port 80. */
export async function createTargetGroup(
  api: ServicesApi<ElasticLoadBalancingV2Client>,
  name: string,
  settings: Partial<CreateTargetGroupCommandInput> = {},
): Promise<string> {
  const { TargetGroups: [created] = [] } = await api.client.send(
    new CreateTargetGroupCommand({
      Name: name,
      Protocol: 'HTTP',
      Port: 80,
      TargetType: 'ip',
      VpcId: defaultNetwork(api).vpcId,
      ...settings,
    }),
  );
  if (created?.TargetGroupArn === undefined) throw new Error('no target group was made');
  return created.TargetGroupArn;
}
