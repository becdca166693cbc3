import type { Action, TargetGroupStickinessConfig } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../aws/errors.ts';
import { notServed, validationError } from '../elbv2-context.ts';
import { accountLimits } from '../limit/account-limits.ts';
import type { ListenerAction } from '../model.ts';
import { describeRedirect, invalidAction, readRedirect } from './redirect-action.ts';

const mostTargetGroups = accountLimits['target-groups-per-action-on-application-load-balancer'];
/** One that authenticates, and the one that answers. */
const mostActions = 2;
const heaviest = 999;
const contentTypes = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];

const finalTypes = ['forward', 'redirect', 'fixed-response'];
const longestGroupStickinessSeconds = 604_800;

/**
 * Reads the actions of a rule or a listener's default ones.
 *
 * @param protocol the listener's
 * @throws AwsError for what is malformed, and by name for what is not served
 */
export function readAction(actions: readonly Action[], protocol = 'HTTP'): ListenerAction {
  if (actions.length === 0) throw validationError('A default action must be specified');
  if (actions.length > mostActions)
    throw new AwsError(
      'TooManyActionsException',
      `You've reached the limit on the number of actions per rule: '${mostActions}'`,
    );
  for (const { Type = '' } of actions) {
    if (!/^(authenticate-(oidc|cognito)|jwt-validation)$/.test(Type)) continue;
    if (protocol !== 'HTTPS')
      throw invalidAction(`Actions of type '${Type}' are supported only on HTTPS listeners`);
    throw notServed(`the action type ${Type}`);
  }
  const [action, more] = actions;
  if (action === undefined || more !== undefined)
    throw invalidAction(`A rule must have exactly one action of the types '[${finalTypes.join(', ')}]'`);
  if (protocol === 'HTTPS' && action.RedirectConfig?.Protocol === 'HTTP')
    throw invalidAction('HTTPS listeners cannot redirect to HTTP');
  const { Order } = action;
  if (Order !== undefined && (!Number.isInteger(Order) || Order < 1 || Order > 50_000))
    throw validationError(`Action order '${Order}' must be between 1 and 50000`);
  return Order === undefined || Order === 1 ? finalAction(action) : { order: Order, ...finalAction(action) };
}

function finalAction(action: Action): ListenerAction {
  switch (action.Type) {
    case 'forward':
      return forward(action);
    case 'fixed-response':
      return fixedResponse(action);
    case 'redirect':
      return readRedirect(action);
    default:
      throw notServed(`the action type ${action.Type}`);
  }
}

function forward(action: Action): ListenerAction {
  if (action.TargetGroupArn === undefined && action.ForwardConfig === undefined)
    throw invalidAction(
      "For actions of type 'forward', you must specify the following fields: 'TargetGroupArn' or 'ForwardConfig'",
    );
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
  const stickiness = groupStickiness(action.ForwardConfig?.TargetGroupStickinessConfig);
  return { type: 'forward', targetGroups, ...(stickiness && { stickiness }) };
}

function groupStickiness(config: TargetGroupStickinessConfig | undefined) {
  if (config === undefined) return undefined;
  const { Enabled: enabled = false, DurationSeconds: durationSeconds } = config;
  if (enabled && durationSeconds === undefined)
    throw validationError('A duration must be specified when target group stickiness is enabled');
  if (
    durationSeconds !== undefined &&
    (!Number.isInteger(durationSeconds) ||
      durationSeconds < 1 ||
      durationSeconds > longestGroupStickinessSeconds)
  )
    throw validationError(
      `Target group stickiness duration '${durationSeconds}' must be between 1 and ${longestGroupStickinessSeconds}`,
    );
  return enabled || durationSeconds !== undefined ? { enabled, durationSeconds } : undefined;
}

function fixedResponse({ FixedResponseConfig: config }: Action): ListenerAction {
  if (config === undefined)
    throw invalidAction(
      "For actions of type 'fixed-response', you must specify the following fields: 'FixedResponseConfig'",
    );
  const statusCode = config.StatusCode ?? '';
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
  const { order: Order = 1 } = action;
  if (action.type === 'redirect')
    return { Type: 'redirect', Order, RedirectConfig: describeRedirect(action) };
  if (action.type === 'fixed-response')
    return {
      Type: 'fixed-response',
      Order,
      FixedResponseConfig: {
        StatusCode: action.statusCode,
        ContentType: action.contentType,
        MessageBody: action.messageBody,
      },
    };
  const [only, more] = action.targetGroups;
  return {
    Type: 'forward',
    Order,
    ...(more === undefined ? { TargetGroupArn: only?.targetGroupArn } : {}),
    ForwardConfig: {
      TargetGroups: action.targetGroups.map(({ targetGroupArn, weight }) => ({
        TargetGroupArn: targetGroupArn,
        Weight: weight,
      })),
      TargetGroupStickinessConfig: {
        Enabled: action.stickiness?.enabled ?? false,
        DurationSeconds: action.stickiness?.durationSeconds,
      },
    },
  };
}
