import {
  CreateListenerCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ServicesApi } from './services-api.ts';

/** The ARN of a new HTTP listener that forwards to a target group. */
export async function createListener(
  api: ServicesApi<ElasticLoadBalancingV2Client>,
  loadBalancerArn: string,
  port: number,
  targetGroupArn: string,
): Promise<string> {
  const { Listeners: [created] = [] } = await api.client.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancerArn,
      Protocol: 'HTTP',
      Port: port,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  if (created?.ListenerArn === undefined) throw new Error('no listener was made');
  return created.ListenerArn;
}
