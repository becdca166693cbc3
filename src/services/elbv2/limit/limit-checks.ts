import { AwsError } from '../../../aws/errors.ts';
import type { Elbv2Context } from '../elbv2-context.ts';
import type { Elbv2Scope, TargetGroup } from '../model.ts';
import { isNetwork } from '../network/protocols.ts';
import { accountLimits } from './account-limits.ts';

/** @throws AwsError TooManyLoadBalancers where the account has no room for another one of the type */
export function checkLoadBalancerLimit(
  { loadBalancers }: Elbv2Context,
  scope: Elbv2Scope,
  type: 'application' | 'network',
): void {
  const same = loadBalancers.list(scope).filter(({ arn }) => isNetwork(arn) === (type === 'network'));
  if (same.length >= accountLimits[`${type}-load-balancers`])
    throw new AwsError(
      'TooManyLoadBalancersException',
      'The maximum number of load balancers has been reached',
    );
}

/** @throws AwsError TooManyTargetGroups where the account has no room for another one */
export function checkTargetGroupLimit({ targetGroups }: Elbv2Context, scope: Elbv2Scope): void {
  if (targetGroups.count(scope) >= accountLimits['target-groups'])
    throw new AwsError(
      'TooManyTargetGroupsException',
      'The maximum number of target groups has been reached',
    );
}

/** @throws AwsError TooManyListeners where a load balancer has no room for another one */
export function checkListenerLimit({ listeners }: Elbv2Context, loadBalancerArn: string): void {
  if (listeners.listOf(loadBalancerArn).length >= accountLimits[`listeners-per-${kindOf(loadBalancerArn)}`])
    throw new AwsError(
      'TooManyListenersException',
      `The maximum number of listeners has been reached on load balancer '${loadBalancerArn}'`,
    );
}

/** @throws AwsError TooManyRules where a load balancer has no room for another one; default rules do not count */
export function checkRuleLimit({ rules }: Elbv2Context, loadBalancerArn: string): void {
  if (
    rules.listOfLoadBalancer(loadBalancerArn).length >= accountLimits['rules-per-application-load-balancer']
  )
    throw new AwsError(
      'TooManyRulesException',
      `The maximum number of rules on load balancer '${loadBalancerArn}' has been reached`,
    );
}

/**
 * What a load balancer would send to, if an action named these target groups.
 *
 * @param replaced the ARN of the listener or rule whose action that one would take the place of
 * @throws AwsError TooManyUniqueTargetGroupsPerLoadBalancer or TooManyTargets
 */
export function checkForwardLimits(
  { listeners, targets }: Elbv2Context,
  loadBalancerArn: string,
  targetGroupArns: readonly string[],
  replaced: string | undefined,
): void {
  const before = listeners.targetGroupsUsedBy(loadBalancerArn, replaced);
  const after = new Set([...before, ...targetGroupArns]);
  if (after.size === before.size) return;
  const most = accountLimits['target-groups-per-application-load-balancer'];
  if (!isNetwork(loadBalancerArn) && after.size > most)
    throw new AwsError(
      'TooManyUniqueTargetGroupsPerLoadBalancerException',
      `You have reached the maximum number of unique target groups that you can associate with a load balancer of type 'application': [${most}]`,
    );
  checkTargetsOf(loadBalancerArn, targets.count([...after]));
}

/**
 * @param added how many new targets the group would have
 * @throws AwsError TooManyTargets where the group or its load balancer has no room for them
 */
export function checkTargetLimits(
  { listeners, targets }: Elbv2Context,
  { arn }: TargetGroup,
  added: number,
): void {
  if (added === 0) return;
  const most = accountLimits['targets-per-target-group'];
  if (targets.count([arn]) + added > most)
    throw new AwsError(
      'TooManyTargetsException',
      `The maximum number of targets per target group '${most}' has been reached on target group '${arn}'`,
    );
  for (const loadBalancerArn of listeners.loadBalancersUsing(arn)) {
    const groups = listeners.targetGroupsUsedBy(loadBalancerArn, undefined);
    checkTargetsOf(loadBalancerArn, targets.count([...groups]) + added);
  }
}

function checkTargetsOf(loadBalancerArn: string, count: number): void {
  const most = accountLimits[`targets-per-${kindOf(loadBalancerArn)}`];
  if (count > most)
    throw new AwsError(
      'TooManyTargetsException',
      `The maximum number of targets per load balancer '${most}' has been reached on load balancer '${loadBalancerArn}'`,
    );
}

function kindOf(loadBalancerArn: string): 'application-load-balancer' | 'network-load-balancer' {
  return isNetwork(loadBalancerArn) ? 'network-load-balancer' : 'application-load-balancer';
}
