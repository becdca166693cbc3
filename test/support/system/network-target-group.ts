import type { ProtocolEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { SimulatedWorld } from './simulated-world.ts';

/** The ARN of a new target group behind a listener of the same protocol, on port 53 of a Network Load Balancer. */
export async function networkTargetGroup(
  { client, subnets, vpcId: VpcId }: SimulatedWorld,
  Protocol: ProtocolEnum,
): Promise<string> {
  const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const elbv2 = new sdk.ElasticLoadBalancingV2Client(client);
  const { LoadBalancers: [balancer] = [] } = await elbv2.send(
    new sdk.CreateLoadBalancerCommand({ Name: 'net', Type: 'network', Subnets: [...subnets] }),
  );
  const { TargetGroups: [group] = [] } = await elbv2.send(
    new sdk.CreateTargetGroupCommand({ Name: 'net', Protocol, Port: 53, TargetType: 'ip', VpcId }),
  );
  const TargetGroupArn = group?.TargetGroupArn ?? '';
  await elbv2.send(
    new sdk.CreateListenerCommand({
      LoadBalancerArn: balancer?.LoadBalancerArn,
      Protocol,
      Port: 53,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  return TargetGroupArn;
}
