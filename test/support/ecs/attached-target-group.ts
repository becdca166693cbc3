import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  type TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EcsApi } from './ecs-api.ts';

export interface AttachedTargetGroup {
  readonly targetGroupArn: string;
  readonly listenerArn: string | undefined;
}

/** A target group by that name, behind a load balancer's listener unless told otherwise. */
export async function attachedTargetGroup(
  api: EcsApi,
  name: string,
  { targetType = 'ip', attached = true }: { targetType?: TargetTypeEnum; attached?: boolean } = {},
): Promise<AttachedTargetGroup> {
  const elbv2 = new ElasticLoadBalancingV2Client(api.client);
  const { TargetGroups: [group] = [] } = await elbv2.send(
    new CreateTargetGroupCommand({
      Name: name,
      Protocol: 'HTTP',
      Port: 80,
      VpcId: api.vpcId,
      TargetType: targetType,
    }),
  );
  const targetGroupArn = group?.TargetGroupArn ?? '';
  if (!attached) return { targetGroupArn, listenerArn: undefined };
  const { LoadBalancers: [balancer] = [] } = await elbv2.send(
    new CreateLoadBalancerCommand({ Name: `${name}-lb`, Subnets: api.subnets.map(({ id }) => id) }),
  );
  const { Listeners: [listener] = [] } = await elbv2.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  return { targetGroupArn, listenerArn: listener?.ListenerArn };
}
