import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../aws/errors.ts';
import { type Elbv2Context, isInScope } from '../elbv2-context.ts';
import { checkForwardLimits } from '../limit/limit-checks.ts';
import { type Elbv2Scope, type ListenerAction, targetGroupsOf } from '../model.ts';
import { checkCompatible } from '../network/protocols.ts';
import { readAction } from './listener-action.ts';
import { checkTargetStickiness } from './target-stickiness.ts';

/**
 * Reads actions whose target groups are there for this load balancer.
 *
 * @param replaced the ARN of the rule or listener that has another action so far
 * @throws AwsError as AWS for target groups that are not
 */
export function checkedAction(
  context: Elbv2Context,
  scope: Elbv2Scope,
  listener: { readonly loadBalancerArn: string; readonly document: { readonly protocol: string } },
  actions: readonly Action[],
  replaced?: string,
): ListenerAction {
  const action = readAction(actions, listener.document.protocol);
  if (action.type !== 'forward') return action;
  const { loadBalancerArn } = listener;
  const arns = targetGroupsOf(action);
  const missing = arns.find((arn) => !isInScope(scope, arn) || !context.targetGroups.find(arn));
  if (missing !== undefined)
    throw new AwsError('TargetGroupNotFoundException', `Target groups '${missing}' not found`);
  checkCompatible(context, listener.document.protocol, arns);
  const taken = arns.find((each) =>
    context.listeners.loadBalancersUsing(each).some((arn) => arn !== loadBalancerArn),
  );
  if (taken !== undefined)
    throw new AwsError(
      'TargetGroupAssociationLimitException',
      `The following target groups cannot be associated with more than one load balancer: ${taken}`,
    );
  checkSameVpc(context, loadBalancerArn, arns);
  checkTargetStickiness(context, action);
  checkForwardLimits(context, loadBalancerArn, arns, replaced);
  return action;
}

function checkSameVpc(
  { loadBalancers, targetGroups }: Elbv2Context,
  loadBalancerArn: string,
  arns: readonly string[],
): void {
  const vpcId = loadBalancers.find(loadBalancerArn)?.vpcId;
  const foreign = arns.filter((arn) => targetGroups.find(arn)?.document.vpcId !== vpcId);
  if (foreign.length > 0)
    throw new AwsError(
      'InvalidConfigurationRequestException',
      `The following target groups are not in the VPC '${vpcId}' of the load balancer: ${foreign.join(', ')}`,
    );
}
