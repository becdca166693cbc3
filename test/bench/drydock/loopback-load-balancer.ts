import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { until } from '../until.ts';
import type { Clients } from './clients.ts';
import { defaultSubnets } from './default-subnets.ts';
import { listenerUrl } from './listener-url.ts';

export interface LoopbackLoadBalancer {
  /** With a slash at its end. */
  readonly url: string;
  readonly targetGroupArn: string;
}

/**
 * A load balancer in front of a server on loopback, made through the API: one listener with one path rule (`/b/*`) that
 * leads to the target, a default action that leads to one for WebSockets, and health checks that passed.
 */
export async function createLoopbackLoadBalancer(
  clients: Clients,
  endpoint: string,
  ports: { readonly target: number; readonly webSockets: number },
  signal: AbortSignal,
): Promise<LoopbackLoadBalancer> {
  const { elbv2 } = clients;
  const { subnetIds, vpcId } = await defaultSubnets(clients);
  const balancers = await elbv2.send(new CreateLoadBalancerCommand({ Name: 'proxy', Subnets: subnetIds }));
  const targetGroupArn = await createGroup(clients, vpcId, 'proxy', ports.target);
  const webSocketsArn = await createGroup(clients, vpcId, 'web-sockets', ports.webSockets);
  const listeners = await elbv2.send(
    new CreateListenerCommand({
      LoadBalancerArn: required(balancers.LoadBalancers?.[0]?.LoadBalancerArn),
      Protocol: 'HTTP',
      Port: 8080,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: webSocketsArn }],
    }),
  );
  const listenerArn = required(listeners.Listeners?.[0]?.ListenerArn);
  await elbv2.send(
    new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/b/*'] }],
      Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  for (const TargetGroupArn of [targetGroupArn, webSocketsArn])
    await until({ signal, what: 'a healthy target', pollMs: 50, deadlineMs: 30_000 }, async () => {
      const health = await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
      return health.TargetHealthDescriptions?.[0]?.TargetHealth?.State === 'healthy' ? true : undefined;
    });
  return { url: await listenerUrl(endpoint, listenerArn), targetGroupArn };
}

async function createGroup({ elbv2 }: Clients, VpcId: string, Name: string, Port: number): Promise<string> {
  const created = await elbv2.send(
    new CreateTargetGroupCommand({
      Name,
      Protocol: 'HTTP',
      Port,
      VpcId,
      TargetType: 'ip',
      HealthCheckPath: '/b/small',
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      HealthyThresholdCount: 2,
    }),
  );
  const TargetGroupArn = required(created.TargetGroups?.[0]?.TargetGroupArn);
  await elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '127.0.0.1', Port }] }));
  return TargetGroupArn;
}

function required(value: string | undefined): string {
  if (value === undefined) throw new Error('An answer lacks an ARN.');
  return value;
}
