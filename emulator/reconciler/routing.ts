import { planDraining } from '../../src/plan/targets.ts';
import type { Timing } from '../../src/plan/timing.ts';
import { accessLogLocation } from '../../src/services/elbv2/attributes/access-log-attributes.ts';
import { loadBalancerAttributes, numericAttribute } from '../../src/services/elbv2/attributes/attributes.ts';
import { targetGroupAttributes } from '../../src/services/elbv2/attributes/target-group-attributes.ts';
import type { ListenerStore } from '../../src/services/elbv2/listener/listener-store.ts';
import type { LoadBalancerStore } from '../../src/services/elbv2/load-balancer/load-balancer-store.ts';
import type { ListenerAction, TargetGroup, TargetGroupDocument } from '../../src/services/elbv2/model.ts';
import { targetGroupsOf } from '../../src/services/elbv2/model.ts';
import { isFlowProtocol } from '../../src/services/elbv2/network/protocols.ts';
import type { Rule } from '../../src/services/elbv2/rule/rule-model.ts';
import type { RuleStore } from '../../src/services/elbv2/rule/rule-store.ts';
import type { Target, TargetStore } from '../../src/services/elbv2/target/target-store.ts';
import type { TargetGroupStore } from '../../src/services/elbv2/target-group/target-group-store.ts';
import type {
  DataPathReports,
  FlowListenerRoute,
  FlowSettings,
  HealthCheckSettings,
  ListenerRoute,
  RouteAction,
  RoutingSnapshot,
  RuleRoute,
  TargetGroupRoute,
  TlsCertificate,
} from '../load-balancer/snapshot.ts';
import { balancingSettings } from './balancing-settings.ts';
import { flowListenerRoute, flowSettings } from './flow-routes.ts';
import { httpSettings } from './http-settings.ts';
import { keepUnchanged } from './routing/unchanged-routes.ts';
import { listenerTlsRoute } from './tls/listener-tls-route.ts';

export interface RoutingStores {
  readonly loadBalancers: LoadBalancerStore;
  readonly listeners: ListenerStore;
  readonly rules: RuleStore;
  readonly targetGroups: TargetGroupStore;
  readonly targets: TargetStore;
  /** A certificate of any service, with its key. */
  certificate(arn: string): TlsCertificate | undefined;
  /** Where the listeners of load balancers in a VPC listen beside loopback. */
  listenerAddresses(vpcId: string): readonly string[];
  /** Where the ports of a container instance are published; undefined where nothing runs on that EC2 instance. */
  instanceAddress(ec2InstanceId: string): string | undefined;
}

/** All that the data path is to know, read anew. What reads as in the snapshot before is the same object as there. */
export function routingSnapshot(stores: RoutingStores, previous?: RoutingSnapshot): RoutingSnapshot {
  const snapshot = readSnapshot(stores);
  return previous === undefined ? snapshot : keepUnchanged(previous, snapshot);
}

function readSnapshot(stores: RoutingStores): RoutingSnapshot {
  const loadBalancers = new Map(stores.loadBalancers.listAll().map((each) => [each.arn, each]));
  const used = new Set<string>();
  const rules = rulesByListener(stores.rules);
  const flowListeners: FlowListenerRoute[] = [];
  const listeners = stores.listeners.listAll().flatMap((listener): ListenerRoute[] => {
    const loadBalancer = loadBalancers.get(listener.loadBalancerArn);
    if (loadBalancer === undefined) return [];
    const { attributes } = loadBalancer.document;
    for (const arn of targetGroupsOf(listener.document.defaultAction)) used.add(arn);
    for (const { document } of rules.get(listener.arn) ?? [])
      for (const arn of targetGroupsOf(document.action)) used.add(arn);
    const flowRoute = flowListenerRoute(listener, loadBalancer, stores);
    if (flowRoute !== undefined) flowListeners.push(flowRoute);
    if (isFlowProtocol(listener.document.protocol)) return [];
    return [
      {
        listenerArn: listener.arn,
        dnsName: loadBalancer.dnsName,
        loadBalancerCreatedAtMs: loadBalancer.createdAtMs,
        protocol: listener.document.protocol,
        ...(listener.document.tls === undefined
          ? {}
          : { tls: listenerTlsRoute(listener.document.tls, stores.certificate, http2Enabled(attributes)) }),
        port: listener.port,
        addresses: stores.listenerAddresses(loadBalancer.vpcId),
        idleTimeoutMs:
          numericAttribute(loadBalancerAttributes, attributes, 'idle_timeout.timeout_seconds') * 1000,
        clientKeepAliveMs:
          numericAttribute(loadBalancerAttributes, attributes, 'client_keep_alive.seconds') * 1000,
        rules: ruleRoutes(rules.get(listener.arn) ?? []),
        http: httpSettings(attributes, listener.document.attributes),
        ...accessLogRoute(attributes),
        defaultAction: routeAction(listener.document.defaultAction),
      },
    ];
  });
  const targetGroups = new Map<string, TargetGroupRoute>();
  for (const arn of used) {
    const group = stores.targetGroups.find(arn);
    if (group !== undefined)
      targetGroups.set(arn, targetGroupRoute(group, stores.targets.listOf(arn), stores.instanceAddress));
  }
  return { listeners, flowListeners, targetGroups };
}

function rulesByListener(store: RuleStore): ReadonlyMap<string, readonly Rule[]> {
  const byListener = new Map<string, Rule[]>();
  for (const rule of store.listAll()) {
    const rules = byListener.get(rule.listenerArn);
    if (rules === undefined) byListener.set(rule.listenerArn, [rule]);
    else rules.push(rule);
  }
  return byListener;
}

function ruleRoutes(rules: readonly Rule[]): RuleRoute[] {
  return rules.map(({ arn, priority, document: { conditions, action, transforms } }) => ({
    ruleArn: arn,
    priority,
    conditions,
    action: routeAction(action),
    transforms,
  }));
}

function accessLogRoute(attributes: Readonly<Record<string, string>>): Pick<ListenerRoute, 'accessLog'> {
  const accessLog = accessLogLocation(attributes);
  return accessLog === undefined ? {} : { accessLog };
}

function http2Enabled(attributes: Readonly<Record<string, string>>): boolean {
  return attributes['routing.http2.enabled'] !== 'false';
}

function routeAction(action: ListenerAction): RouteAction {
  switch (action.type) {
    case 'forward':
      return action;
    case 'redirect':
      return { ...action, statusCode: action.statusCode === 'HTTP_301' ? 301 : 302 };
    case 'fixed-response':
      return { ...action, statusCode: Number(action.statusCode) };
  }
}

function targetGroupRoute(
  group: TargetGroup,
  targets: readonly Target[],
  instanceAddress: RoutingStores['instanceAddress'],
): TargetGroupRoute {
  const flows = flowSettings(group.document);
  return {
    targetGroupArn: group.arn,
    protocolVersion: group.document.protocolVersion,
    healthCheck: healthCheckSettings(group.document, flows),
    balancing: balancingSettings(group.document.attributes),
    flows,
    targets: targets.flatMap(({ id, port, state, registeredAtMs, health }) => {
      const address = group.document.targetType === 'instance' ? instanceAddress(id) : id;
      const tls = group.document.protocol === 'HTTPS' || group.document.protocol === 'TLS';
      const speaks = { ...(tls ? { tls } : {}), ...(isHttp2(group.document) ? { http2: true } : {}) };
      const facts = { port, state, registeredAtMs, lastKnownHealth: health, ...speaks };
      return address === undefined ? [] : [{ key: targetKey(id, port), address, ...facts }];
    }),
  };
}

function isHttp2({ protocolVersion = 'HTTP1' }: TargetGroupDocument): boolean {
  return protocolVersion !== 'HTTP1';
}

function healthCheckSettings(
  { healthCheck: check, protocolVersion: version }: TargetGroupDocument,
  flows: FlowSettings | undefined,
): HealthCheckSettings {
  return {
    enabled: check.enabled,
    protocol: check.protocol,
    version,
    port: check.port === 'traffic-port' ? undefined : Number(check.port),
    path: check.path ?? '/',
    intervalMs: check.intervalSeconds * 1000,
    timeoutMs: check.timeoutSeconds * 1000,
    healthyThreshold: check.healthyThreshold,
    unhealthyThreshold: check.unhealthyThreshold,
    matcher: check.matcher ?? '',
    network: flows && { proxyProtocol: flows.proxyProtocol },
  };
}

function targetKey(id: string, port: number): string {
  return `${id}:${port}`;
}

/** What the data path tells becomes state. */
export function dataPathReports({ listeners, targets }: RoutingStores): DataPathReports {
  const parts = (key: string): [string, number] => {
    const colon = key.lastIndexOf(':');
    return [key.slice(0, colon), Number(key.slice(colon + 1))];
  };
  return {
    targetHealth: (arn, key, health) => targets.setHealth(arn, ...parts(key), health),
    drained: (arn, key) => targets.setDrained(arn, ...parts(key)),
    listenerBound: (arn, bound) => listeners.setBound(arn, bound),
  };
}

/**
 * Removes the targets of a group whose draining is over.
 *
 * @returns when the next one's is
 */
export function workOnTargetGroup(
  stores: RoutingStores,
  timing: Timing,
  arn: string,
  nowMs: number,
): number | undefined {
  const group = stores.targetGroups.find(arn);
  if (group === undefined) return undefined;
  const delayMs =
    1000 *
    numericAttribute(
      targetGroupAttributes,
      group.document.attributes,
      'deregistration_delay.timeout_seconds',
    );
  // Without a listener there is no data path that could have anything in flight.
  const isRouted = stores.listeners.loadBalancersUsing(arn).length > 0;
  let wakeAtMs: number | undefined;
  for (const { id, port, drainingSinceMs, drained } of stores.targets.listDraining(arn)) {
    if (drainingSinceMs === undefined) continue;
    const step = planDraining({ drainingSinceMs, drained: drained || !isRouted }, delayMs, timing, nowMs);
    if (step.type === 'remove') stores.targets.remove(arn, id, port);
    else wakeAtMs = Math.min(wakeAtMs ?? step.untilMs, step.untilMs);
  }
  return wakeAtMs;
}
