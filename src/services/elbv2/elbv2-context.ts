import { AwsError } from '../../aws/errors.ts';
import type { Operations } from '../../aws/operation.ts';
import type { Timing } from '../../plan/timing.ts';
import type { ServiceContext } from '../service-context.ts';
import type { ListenerStore } from './listener-store.ts';
import type { LoadBalancerStore } from './load-balancer-store.ts';
import type { Listener, LoadBalancer, TargetGroup } from './model.ts';
import type { ResourceTagStore } from './tag/resource-tag-store.ts';
import type { TargetGroupStore } from './target-group-store.ts';
import type { TargetStore } from './target-store.ts';

/** EC2's networks, as load balancers need them. */
export interface Elbv2Network {
  subnet(
    accountId: string,
    region: string,
    id: string,
  ): { readonly id: string; readonly vpcId: string; readonly availabilityZone: string } | undefined;
  vpcExists(id: string): boolean;
  defaultSecurityGroup(vpcId: string): string | undefined;
  securityGroupExists(id: string): boolean;
}

export interface Elbv2Context extends ServiceContext {
  readonly timing: Timing;
  readonly network: Elbv2Network;
  readonly loadBalancers: LoadBalancerStore;
  readonly targetGroups: TargetGroupStore;
  readonly listeners: ListenerStore;
  readonly targets: TargetStore;
  readonly resourceTags: ResourceTagStore;
}

export type Elbv2Operations = Operations<
  typeof import('@aws-sdk/client-elastic-load-balancing-v2'),
  Elbv2Context
>;

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** What AWS has and Drydock would accept in vain. */
export function notServed(what: string): AwsError {
  return new AwsError('NotImplementedException', `Drydock does not implement ${what} yet.`);
}

export function loadBalancerByArn({ loadBalancers }: Elbv2Context, arn: string): LoadBalancer {
  if (!/^arn:aws:elasticloadbalancing:[^:]+:\d{12}:loadbalancer\//.test(arn))
    throw validationError(`'${arn}' is not a valid load balancer ARN`);
  const found = loadBalancers.find(arn);
  if (found === undefined)
    throw new AwsError('LoadBalancerNotFoundException', 'One or more load balancers not found');
  return found;
}

export function targetGroupByArn({ targetGroups }: Elbv2Context, arn: string): TargetGroup {
  if (!/^arn:aws:elasticloadbalancing:[^:]+:\d{12}:targetgroup\//.test(arn))
    throw validationError(`'${arn}' is not a valid target group ARN`);
  const found = targetGroups.find(arn);
  if (found === undefined)
    throw new AwsError('TargetGroupNotFoundException', 'One or more target groups not found');
  return found;
}

export function listenerByArn({ listeners }: Elbv2Context, arn: string): Listener {
  const found = listeners.find(arn);
  if (found === undefined) throw new AwsError('ListenerNotFoundException', 'One or more listeners not found');
  return found;
}

/** Load balancer and target group names follow one rule. */
export function checkName(kind: string, name: string): void {
  if (name.length > 32) throw validationError(`${kind} name '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name))
    throw validationError(
      `${kind} name '${name}' can only contain characters that are alphanumeric characters or hyphens(-)`,
    );
  if (name.startsWith('-') || name.endsWith('-'))
    throw validationError(`${kind} name '${name}' cannot begin or end with '-'`);
}
