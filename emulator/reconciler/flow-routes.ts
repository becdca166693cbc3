import { numericAttribute } from '../../src/services/elbv2/attributes/attributes.ts';
import { tcpListenerAttributes } from '../../src/services/elbv2/attributes/network-attributes.ts';
import { networkTargetGroupAttributes } from '../../src/services/elbv2/attributes/target-group-attributes.ts';
import type { Listener, LoadBalancer, TargetGroupDocument } from '../../src/services/elbv2/model.ts';
import { isFlowProtocol } from '../../src/services/elbv2/network/protocols.ts';
import type { FlowListenerRoute, FlowSettings, TlsCertificate } from '../load-balancer/snapshot.ts';
import { flowTlsRoute } from './tls/listener-tls-route.ts';

/** A listener as the data path knows it, where it is one of a Network Load Balancer. */
export function flowListenerRoute(
  { arn, port, document }: Listener,
  { createdAtMs, vpcId }: LoadBalancer,
  {
    listenerAddresses,
    certificate,
  }: {
    listenerAddresses(vpcId: string): readonly string[];
    certificate(arn: string): TlsCertificate | undefined;
  },
): FlowListenerRoute | undefined {
  const { protocol, defaultAction, attributes, tls } = document;
  if (!isFlowProtocol(protocol)) return undefined;
  return {
    listenerArn: arn,
    loadBalancerCreatedAtMs: createdAtMs,
    protocol,
    ...(tls === undefined ? {} : { tls: flowTlsRoute(tls, certificate) }),
    port,
    addresses: listenerAddresses(vpcId),
    idleTimeoutMs: numericAttribute(tcpListenerAttributes, attributes, 'tcp.idle_timeout.seconds') * 1000,
    targetGroups: defaultAction.type === 'forward' ? defaultAction.targetGroups : [],
  };
}

/** What becomes of flows to a target group, where it is one for Network Load Balancers. */
export function flowSettings({
  protocol,
  targetType,
  attributes,
}: TargetGroupDocument): FlowSettings | undefined {
  if (!isFlowProtocol(protocol)) return undefined;
  const values = networkTargetGroupAttributes(protocol, targetType);
  const isOn = (key: string) => (attributes[key] ?? values[key]?.initial) === 'true';
  return {
    terminatesDeregistered: isOn('deregistration_delay.connection_termination.enabled'),
    terminatesUnhealthy: isOn('target_health_state.unhealthy.connection_termination.enabled'),
    proxyProtocol: isOn('proxy_protocol_v2.enabled'),
    stickySource: isOn('stickiness.enabled'),
  };
}
