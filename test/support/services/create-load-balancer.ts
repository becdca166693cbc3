import {
  CreateLoadBalancerCommand,
  type ElasticLoadBalancingV2Client,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { defaultNetwork } from './default-network.ts';
import type { ServicesApi } from './services-api.ts';

/** A load balancer in two zones of the default VPC, whose ARN is surely there. */
export async function createLoadBalancer(
  api: ServicesApi<ElasticLoadBalancingV2Client>,
  name: string,
): Promise<LoadBalancer & { readonly LoadBalancerArn: string }> {
  const [a, b] = defaultNetwork(api).subnetIds;
  const { LoadBalancers: [created] = [] } = await api.client.send(
    new CreateLoadBalancerCommand({ Name: name, Subnets: [a, b] }),
  );
  if (created?.LoadBalancerArn === undefined) throw new Error('no load balancer was made');
  return { ...created, LoadBalancerArn: created.LoadBalancerArn };
}
