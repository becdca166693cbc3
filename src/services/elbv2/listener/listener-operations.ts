import { randomBytes } from 'node:crypto';
import type { Listener as SdkListener } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../aws/errors.ts';
import { enumText } from '../../../aws/validation.ts';
import { checkedAction } from '../action/checked-action.ts';
import { describeAction } from '../action/listener-action.ts';
import { attributeList, changedAttributes, listenerAttributes } from '../attributes/attributes.ts';
import { networkListenerAttributes } from '../attributes/network-attributes.ts';
import {
  type Elbv2Context,
  type Elbv2Operations,
  elbv2Page,
  listenerByArn,
  loadBalancerByArn,
  notServed,
  validationError,
} from '../elbv2-context.ts';
import { checkListenerLimit } from '../limit/limit-checks.ts';
import { type Listener, type ListenerDocument, targetGroupsOf } from '../model.ts';
import { changedNetworkListener, newNetworkListener } from '../network/network-listener.ts';
import {
  checkCompatible,
  isFlowProtocol,
  isNetwork,
  protocols,
  refuseNetworkProtocol,
} from '../network/protocols.ts';
import { addTags } from '../tag/tag-operations.ts';
import { describeTls, listenerTls } from '../tls/listener-tls.ts';

export const listenerOperations = {
  CreateListener: (context, input, scope) => {
    const loadBalancer = loadBalancerByArn(context, scope, input.LoadBalancerArn);
    checkListenerProtocol(input.Protocol);
    if (isNetwork(loadBalancer.arn)) {
      const port = checkedPort(input.Port);
      const created = newNetworkListener(context, scope, loadBalancer.arn, port, input);
      checkPortFree(context, loadBalancer.arn, port, undefined);
      checkListenerLimit(context, loadBalancer.arn);
      context.state.transaction(() => {
        context.listeners.put(created);
        addTags(context, created.arn, input.Tags);
      });
      return { Listeners: [describe(created)] };
    }
    refuseNetworkProtocol(input.Protocol);
    if (!input.Protocol) throw validationError('A listener protocol must be specified');
    const protocol = checkedProtocol(input.Protocol);
    const tls = listenerTls(context, scope, protocol, input);
    const port = checkedPort(input.Port);
    const owner = { loadBalancerArn: loadBalancer.arn, document: { protocol } };
    const defaultAction = checkedAction(context, scope, owner, input.DefaultActions);
    checkPortFree(context, loadBalancer.arn, port, undefined);
    checkListenerLimit(context, loadBalancer.arn);
    const id = randomBytes(8).toString('hex');
    const listener: Listener = {
      arn: `${loadBalancer.arn.replace(':loadbalancer/', ':listener/')}/${id}`,
      loadBalancerArn: loadBalancer.arn,
      port,
      document: { protocol, tls, defaultAction, attributes: {} },
    };
    context.state.transaction(() => {
      context.listeners.put(listener);
      addTags(context, listener.arn, input.Tags);
    });
    return { Listeners: [describe(listener)] };
  },
  DescribeListeners: (context, input, scope) => {
    if (!input.LoadBalancerArn && (input.ListenerArns?.length ?? 0) === 0)
      throw validationError('You must specify either listener ARNs or a load balancer ARN');
    const found = input.LoadBalancerArn
      ? context.listeners.listOf(loadBalancerByArn(context, scope, input.LoadBalancerArn).arn)
      : (input.ListenerArns ?? []).map((arn) => listenerByArn(context, scope, arn));
    const page = elbv2Page(found, byPort, input);
    return { Listeners: page.items.map(describe), NextMarker: page.nextToken };
  },
  ModifyListener: (context, input, scope) => {
    const listener = listenerByArn(context, scope, input.ListenerArn);
    checkListenerProtocol(input.Protocol);
    const port = input.Port === undefined ? listener.port : checkedPort(input.Port);
    if (isNetwork(listener.loadBalancerArn)) {
      const changed = changedNetworkListener(context, scope, listener, port, input);
      checkPortFree(context, listener.loadBalancerArn, port, listener.arn);
      context.listeners.put(changed);
      return { Listeners: [describe(changed)] };
    }
    refuseNetworkProtocol(input.Protocol);
    const protocol = checkedProtocol(input.Protocol || listener.document.protocol);
    const tls = listenerTls(context, scope, protocol, input, listener.document.tls);
    checkPortFree(context, listener.loadBalancerArn, port, listener.arn);
    const defaultAction =
      input.DefaultActions === undefined
        ? listener.document.defaultAction
        : checkedAction(
            context,
            scope,
            { ...listener, document: { protocol } },
            input.DefaultActions,
            listener.arn,
          );
    const actions = [
      defaultAction,
      ...context.rules.listOf(listener.arn).map(({ document }) => document.action),
    ];
    checkCompatible(context, protocol, actions.flatMap(targetGroupsOf));
    const changed = { ...listener, port, document: { ...listener.document, protocol, tls, defaultAction } };
    context.listeners.put(changed);
    return { Listeners: [describe(changed)] };
  },
  DeleteListener: (context, input, scope) => {
    const listener = listenerByArn(context, scope, input.ListenerArn);
    context.state.transaction(() => removeListener(context, listener.arn));
    return {};
  },
  DescribeListenerAttributes: (context, input, scope) => {
    const { document } = listenerByArn(context, scope, input.ListenerArn);
    return { Attributes: attributeList(attributesOf(document), document.attributes) };
  },
  ModifyListenerAttributes: (context, input, scope) => {
    const listener = listenerByArn(context, scope, input.ListenerArn);
    const values = attributesOf(listener.document);
    const attributes = changedAttributes('Listener', values, listener.document.attributes, input.Attributes);
    context.listeners.put({ ...listener, document: { ...listener.document, attributes } });
    return { Attributes: attributeList(values, attributes) };
  },
} satisfies Elbv2Operations;

/** @throws AwsError ValidationError for a protocol that no listener of AWS has */
function checkListenerProtocol(protocol: string | undefined): void {
  if (protocol && !protocols.includes(protocol))
    throw validationError(enumText(protocol, 'protocol', protocols));
}

function checkedProtocol(protocol: string): 'HTTP' | 'HTTPS' {
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') throw notServed(`listeners of protocol ${protocol}`);
  return protocol;
}

function attributesOf({ protocol }: ListenerDocument) {
  return isFlowProtocol(protocol) ? networkListenerAttributes(protocol) : listenerAttributes;
}

function checkedPort(port: number | undefined): number {
  if (port === undefined) throw validationError('A port must be specified');
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw validationError(`Port '${port}' must be between 1 and 65535`);
  return port;
}

function checkPortFree(
  context: Elbv2Context,
  loadBalancerArn: string,
  port: number,
  own: string | undefined,
): void {
  if (context.listeners.listOf(loadBalancerArn).some((each) => each.port === port && each.arn !== own))
    throw new AwsError(
      'DuplicateListenerException',
      `A listener already exists on this port for this load balancer '${loadBalancerArn}'`,
    );
}

/** Removes a listener, its rules and all their tags, in the running transaction. */
export function removeListener({ rules, listeners, resourceTags }: Elbv2Context, arn: string): void {
  for (const rule of rules.listOf(arn)) resourceTags.removeAll(rule.arn);
  resourceTags.removeAll(arn);
  listeners.remove(arn);
}

/** The store's own order, so that a page's end is found again though its listener is gone. */
function byPort({ port, arn }: Listener): string {
  return `${String(port).padStart(5, '0')} ${arn}`;
}

function describe(listener: Listener): SdkListener {
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.document.protocol,
    ...describeTls(listener),
    DefaultActions: [describeAction(listener.document.defaultAction)],
  };
}
