import { AwsError } from '../../../aws/errors.ts';
import type { Elbv2Context } from '../elbv2-context.ts';
import type { ListenerAction, TargetGroupDocument } from '../model.ts';
import { isFlowProtocol } from '../network/protocols.ts';
import { invalidAction } from './redirect-action.ts';

type Forward = Extract<ListenerAction, { type: 'forward' }>;

/**
 * Of a forward action to several target groups: the stickiness of its target groups must fit its own.
 *
 * @throws AwsError InvalidLoadBalancerAction
 */
export function checkTargetStickiness({ targetGroups }: Elbv2Context, action: Forward): void {
  if (action.targetGroups.length < 2) return;
  const sticky = action.targetGroups.flatMap(({ targetGroupArn }) => {
    const document = targetGroups.find(targetGroupArn)?.document;
    const type = document && stickinessOf(document);
    return type === undefined ? [] : [{ targetGroupArn, type }];
  });
  const byApp = sticky.filter(({ type }) => type === 'app_cookie');
  if (byApp.length > 0)
    throw invalidAction(
      `Target groups with stickiness of type 'app_cookie' cannot be used in a forward action with multiple target groups: ${byApp.map(({ targetGroupArn }) => targetGroupArn).join(', ')}`,
    );
  if (sticky.length > 0 && action.stickiness?.enabled !== true)
    throw invalidAction(
      'You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups',
    );
}

/**
 * The same from the other side: what a target group's attributes become must fit the actions that name it.
 *
 * @throws AwsError InvalidConfigurationRequest
 */
export function checkStickinessInActions(
  { listeners }: Elbv2Context,
  targetGroupArn: string,
  document: TargetGroupDocument,
): void {
  const type = stickinessOf(document);
  if (type === undefined) return;
  for (const { arn, action } of listeners.actionsNaming(targetGroupArn)) {
    if (action.type !== 'forward' || action.targetGroups.length < 2) continue;
    if (type === 'app_cookie')
      throw new AwsError(
        'InvalidConfigurationRequestException',
        `This target group appears behind a rule with multiple target groups (${arn}). Stickiness of type 'app_cookie' is not supported there`,
      );
    if (action.stickiness?.enabled !== true)
      throw new AwsError(
        'InvalidConfigurationRequestException',
        `This target group appears behind a rule with group stickiness disabled (${arn}). You must enable group stickiness before enabling target stickiness`,
      );
  }
}

/** How clients stick to the targets of a target group for Application Load Balancers, if they do. */
function stickinessOf({ protocol, attributes }: TargetGroupDocument): 'app_cookie' | 'lb_cookie' | undefined {
  if (isFlowProtocol(protocol) || attributes['stickiness.enabled'] !== 'true') return undefined;
  return attributes['stickiness.type'] === 'app_cookie' ? 'app_cookie' : 'lb_cookie';
}
