import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../aws/errors.ts';
import { type Elbv2Context, isInScope } from '../elbv2-context.ts';
import { type Elbv2Scope, type ListenerAction, targetGroupsOf } from '../model.ts';
import { checkCompatible } from '../network/protocols.ts';
import { readAction } from './listener-action.ts';

/** Reads actions whose target groups are there for this load balancer. @throws AwsError as AWS for those that are not */
export function checkedAction(
  context: Elbv2Context,
  scope: Elbv2Scope,
  listener: { readonly loadBalancerArn: string; readonly document: { readonly protocol: string } },
  actions: readonly Action[],
): ListenerAction {
  const action = readAction(actions, listener.document.protocol);
  if (action.type !== 'forward') return action;
  const missing = action.targetGroups.find(
    ({ targetGroupArn }) => !isInScope(scope, targetGroupArn) || !context.targetGroups.find(targetGroupArn),
  );
  if (missing !== undefined)
    throw new AwsError('TargetGroupNotFoundException', `Target groups '${missing.targetGroupArn}' not found`);
  checkCompatible(context, listener.document.protocol, targetGroupsOf(action));
  const taken = action.targetGroups.find(({ targetGroupArn }) =>
    context.listeners.loadBalancersUsing(targetGroupArn).some((arn) => arn !== listener.loadBalancerArn),
  );
  if (taken !== undefined)
    throw new AwsError(
      'TargetGroupAssociationLimitException',
      `The following target groups cannot be associated with more than one load balancer: ${taken.targetGroupArn}`,
    );
  return action;
}
