import {
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { defaultNetwork } from './default-network.ts';
import type { ServicesApi } from './services-api.ts';

/** The ARN of a new Network Load Balancer in one zone of the default VPC. */
export async function createNetworkLoadBalancer(
  api: ServicesApi<ElasticLoadBalancingV2Client>,
  name: string,
  settings: Partial<CreateLoadBalancerCommandInput> = {},
): Promise<string> {
  const [a] = defaultNetwork(api).subnetIds;
  const { LoadBalancers: [created] = [] } = await api.client.send(
    new CreateLoadBalancerCommand({ Name: name, Type: 'network', Subnets: [a], ...settings }),
  );
  if (created?.LoadBalancerArn === undefined) throw new Error('no load balancer was made');
  return created.LoadBalancerArn;
}
