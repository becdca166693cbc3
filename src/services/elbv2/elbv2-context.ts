import { AwsError } from '../../aws/errors.ts';
import type { Operations } from '../../aws/operation.ts';
import { type Page, pageOf } from '../../aws/paging.ts';
import { constraintText } from '../../aws/validation.ts';
import type { Timing } from '../../plan/timing.ts';
import type { ServiceContext } from '../service-context.ts';
import type { AccessLogKeeper } from './attributes/access-log-attributes.ts';
import type { ListenerStore } from './listener/listener-store.ts';
import type { LoadBalancerStore } from './load-balancer/load-balancer-store.ts';
import type { Elbv2Scope, Listener, LoadBalancer, TargetGroup } from './model.ts';
import type { RuleStore } from './rule/rule-store.ts';
import type { ResourceTagStore } from './tag/resource-tag-store.ts';
import type { TargetStore } from './target/target-store.ts';
import type { TargetGroupStore } from './target-group/target-group-store.ts';

export interface Elbv2Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly cidr: string;
}

/** EC2's networks, as load balancers need them. */
export interface Elbv2Network {
  subnet(accountId: string, region: string, id: string): Elbv2Subnet | undefined;
  vpcExists(id: string, scope: Elbv2Scope): boolean;
  defaultSecurityGroup(vpcId: string): string | undefined;
  /** The VPC of a security group; undefined where there is no such group. */
  securityGroupVpc(id: string, scope: Elbv2Scope): string | undefined;
  /** The zone of the VPC's subnet that holds an address, if any does. */
  zoneOfAddress(vpcId: string, address: string): string | undefined;
}

/** EC2's instances, as target groups know them. */
export interface Elbv2Instances {
  exists(id: string, scope: Elbv2Scope): boolean;
}

/** Certificates of other services, as listeners use them. */
export interface Elbv2Certificates {
  exists(arn: string, scope: Elbv2Scope): boolean;
}

export interface Elbv2Context extends ServiceContext {
  readonly instances: Elbv2Instances;
  readonly timing: Timing;
  readonly certificates: Elbv2Certificates;
  readonly network: Elbv2Network;
  readonly loadBalancers: LoadBalancerStore;
  readonly targetGroups: TargetGroupStore;
  readonly listeners: ListenerStore;
  readonly rules: RuleStore;
  readonly targets: TargetStore;
  readonly resourceTags: ResourceTagStore;
  /** undefined where there is no place for them: no data directory. */
  readonly accessLogs?: AccessLogKeeper;
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

/** Whether an ARN names a resource of the caller's: other accounts' and regions' resources do not exist for it. */
export function isInScope({ accountId, region }: Elbv2Scope, arn: string): boolean {
  return arn.startsWith(`arn:aws:elasticloadbalancing:${region}:${accountId}:`);
}

/** @throws AwsError ValidationError for what is no ARN of a load balancer, be it there or not */
export function checkLoadBalancerArn(arn: string): void {
  if (!/^arn:aws:elasticloadbalancing:[^:]+:\d{12}:loadbalancer\//.test(arn))
    throw validationError(`'${arn}' is not a valid load balancer ARN`);
}

/** @throws AwsError ValidationError for what is no ARN of a target group, be it there or not */
export function checkTargetGroupArn(arn: string): void {
  if (!/^arn:aws:elasticloadbalancing:[^:]+:\d{12}:targetgroup\//.test(arn))
    throw validationError(`'${arn}' is not a valid target group ARN`);
}

export function loadBalancerByArn(
  { loadBalancers }: Elbv2Context,
  scope: Elbv2Scope,
  arn: string,
): LoadBalancer {
  checkLoadBalancerArn(arn);
  const found = isInScope(scope, arn) ? loadBalancers.find(arn) : undefined;
  if (found === undefined)
    throw new AwsError('LoadBalancerNotFoundException', 'One or more load balancers not found');
  return found;
}

export function targetGroupByArn(
  { targetGroups }: Elbv2Context,
  scope: Elbv2Scope,
  arn: string,
): TargetGroup {
  checkTargetGroupArn(arn);
  const found = isInScope(scope, arn) ? targetGroups.find(arn) : undefined;
  if (found === undefined)
    throw new AwsError('TargetGroupNotFoundException', 'One or more target groups not found');
  return found;
}

export function listenerByArn({ listeners }: Elbv2Context, scope: Elbv2Scope, arn: string): Listener {
  if (!/^arn:aws:elasticloadbalancing:[^:]+:\d{12}:listener\//.test(arn))
    throw validationError(`'${arn}' is not a valid listener ARN`);
  const found = isInScope(scope, arn) ? listeners.find(arn) : undefined;
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

const mostDescribed = 20;

/** What a Describe operation names: a limited number of ARNs or of names. @throws AwsError ValidationError */
export function checkSelection(kind: string, arns: readonly string[], names: readonly string[] = []): void {
  if (arns.length > 0 && names.length > 0)
    throw validationError(
      `${kind} names and ${kind.toLowerCase()} ARNs cannot be specified at the same time`,
    );
  if (arns.length + names.length > mostDescribed)
    throw validationError(`Cannot have more than ${mostDescribed} resources described`);
}

const largestPage = 400;

/** A page as `Marker` and `PageSize` ask for it; an empty marker is none. @throws AwsError ValidationError */
export function elbv2Page<Item>(
  sorted: readonly Item[],
  keyOf: (item: Item) => string,
  { Marker, PageSize = largestPage }: { readonly Marker?: string; readonly PageSize?: number },
): Page<Item> {
  const bound = PageSize < 1 ? 'greater than or equal to 1' : `less than or equal to ${largestPage}`;
  if (PageSize < 1 || PageSize > largestPage)
    throw validationError(constraintText(`'${PageSize}'`, 'PageSize', `have value ${bound}`));
  return pageOf(sorted, keyOf, { nextToken: Marker || undefined, maxResults: PageSize }, () =>
    validationError('Invalid marker'),
  );
}
