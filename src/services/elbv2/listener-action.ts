import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { notServed, validationError } from './elbv2-context.ts';
import type { ListenerAction } from './model.ts';

const mostTargetGroups = 5;
const heaviest = 999;
const contentTypes = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];

/** Reads a listener's default actions. @throws AwsError for what is malformed, and by name for what is not served */
export function readAction(actions: readonly Action[]): ListenerAction {
  const [action, more] = actions;
  if (action === undefined) throw validationError('A default action must be specified');
  if (more !== undefined) throw notServed('listeners with several default actions');
  switch (action.Type) {
    case 'forward':
      return forward(action);
    case 'fixed-response':
      return fixedResponse(action);
    default:
      throw notServed(`the action type ${action.Type}`);
  }
}

function forward(action: Action): ListenerAction {
  if (action.ForwardConfig?.TargetGroupStickinessConfig?.Enabled === true)
    throw notServed('target group stickiness');
  const groups = action.ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: action.TargetGroupArn, Weight: 1 }];
  if (groups.length === 0 || groups.length > mostTargetGroups)
    throw validationError(`A forward action must have between 1 and ${mostTargetGroups} target groups`);
  const targetGroups = groups.map(({ TargetGroupArn, Weight = 1 }) => {
    if (TargetGroupArn === undefined) throw validationError('A target group ARN must be specified');
    if (!Number.isInteger(Weight) || Weight < 0 || Weight > heaviest)
      throw validationError(`Weight '${Weight}' must be between 0 and ${heaviest}`);
    return { targetGroupArn: TargetGroupArn, weight: Weight };
  });
  const { TargetGroupArn: single } = action;
  if (single !== undefined && (targetGroups.length > 1 || targetGroups[0]?.targetGroupArn !== single))
    throw validationError('TargetGroupArn and ForwardConfig must agree where both are specified');
  return { type: 'forward', targetGroups };
}

function fixedResponse({ FixedResponseConfig: config }: Action): ListenerAction {
  const statusCode = config?.StatusCode ?? '';
  if (!/^[245]\d\d$/.test(statusCode))
    throw validationError(`Status code '${statusCode}' must be 2XX, 4XX or 5XX`);
  if (config?.ContentType && !contentTypes.includes(config.ContentType))
    throw validationError(
      `Content type '${config.ContentType}' must be one of '[${contentTypes.join(', ')}]'`,
    );
  if ((config?.MessageBody?.length ?? 0) > 1024)
    throw validationError('The message body cannot be longer than 1024 characters');
  return {
    type: 'fixed-response',
    statusCode,
    contentType: config?.ContentType || undefined,
    messageBody: config?.MessageBody,
  };
}

/** As AWS returns it: a forward to one group names it twice. */
export function describeAction(action: ListenerAction): Action {
  if (action.type === 'fixed-response')
    return {
      Type: 'fixed-response',
      Order: 1,
      FixedResponseConfig: {
        StatusCode: action.statusCode,
        ContentType: action.contentType,
        MessageBody: action.messageBody,
      },
    };
  const [only, more] = action.targetGroups;
  return {
    Type: 'forward',
    Order: 1,
    ...(more === undefined ? { TargetGroupArn: only?.targetGroupArn } : {}),
    ForwardConfig: {
      TargetGroups: action.targetGroups.map(({ targetGroupArn, weight }) => ({
        TargetGroupArn: targetGroupArn,
        Weight: weight,
      })),
      TargetGroupStickinessConfig: { Enabled: false },
    },
  };
}
