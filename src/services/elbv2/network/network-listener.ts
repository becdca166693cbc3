import { randomBytes } from 'node:crypto';
import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../aws/errors.ts';
import type { RequestScope } from '../../../aws/request-scope.ts';
import { checkedAction } from '../action/checked-action.ts';
import { type Elbv2Context, validationError } from '../elbv2-context.ts';
import { type Elbv2Scope, type Listener, type ListenerAction, targetGroupsOf } from '../model.ts';
import type { TlsInput } from '../tls/listener-tls.ts';
import { networkTls } from './network-tls.ts';
import { checkCompatible, networkListenerProtocol } from './protocols.ts';

interface ListenerInput extends TlsInput {
  readonly Protocol?: string;
  readonly DefaultActions?: readonly Action[];
}

/** A new listener of a Network Load Balancer. @throws AwsError for what such a listener cannot be */
export function newNetworkListener(
  context: Elbv2Context,
  scope: RequestScope,
  loadBalancerArn: string,
  port: number,
  input: ListenerInput,
): Listener {
  const protocol = networkListenerProtocol(input.Protocol);
  const tls = networkTls(context, scope, protocol, input);
  const id = randomBytes(8).toString('hex');
  return {
    arn: `${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/${id}`,
    loadBalancerArn,
    port,
    document: {
      protocol,
      tls,
      defaultAction: networkAction(context, scope, loadBalancerArn, protocol, input.DefaultActions ?? []),
      attributes: {},
    },
  };
}

/** The listener of a Network Load Balancer after a change. @throws AwsError for what such a listener cannot be */
export function changedNetworkListener(
  context: Elbv2Context,
  scope: RequestScope,
  listener: Listener,
  port: number,
  input: ListenerInput,
): Listener {
  const { loadBalancerArn, document } = listener;
  const protocol = networkListenerProtocol(input.Protocol || document.protocol);
  const tls = networkTls(context, scope, protocol, input, document.tls);
  const defaultAction =
    input.DefaultActions === undefined
      ? document.defaultAction
      : networkAction(context, scope, loadBalancerArn, protocol, input.DefaultActions, listener.arn);
  checkCompatible(context, protocol, targetGroupsOf(defaultAction));
  const attributes = protocol === 'TCP' ? document.attributes : {};
  return { ...listener, port, document: { ...document, protocol, tls, defaultAction, attributes } };
}

function networkAction(
  context: Elbv2Context,
  scope: Elbv2Scope,
  loadBalancerArn: string,
  protocol: string,
  actions: readonly Action[],
  replaced?: string,
): ListenerAction {
  const other = actions.find(({ Type }) => Type !== 'forward');
  if (other !== undefined)
    throw new AwsError(
      'InvalidLoadBalancerActionException',
      `Actions of type '${other.Type}' are not supported on network load balancers`,
    );
  const action = checkedAction(
    context,
    scope,
    { loadBalancerArn, document: { protocol } },
    actions,
    replaced,
  );
  if (action.type === 'forward' && action.stickiness?.enabled === true)
    throw validationError('Target group stickiness is not supported on network load balancers');
  return action;
}
