import { expect, test } from 'vitest';
import {
  dataPathReports,
  type RoutingStores,
  routingSnapshot,
  workOnTargetGroup,
} from '../../../emulator/reconciler/routing.ts';
import { ListenerStore } from '../../../src/services/elbv2/listener/listener-store.ts';
import { LoadBalancerStore } from '../../../src/services/elbv2/load-balancer/load-balancer-store.ts';
import type { ListenerAction } from '../../../src/services/elbv2/model.ts';
import { RuleStore } from '../../../src/services/elbv2/rule/rule-store.ts';
import { TargetStore } from '../../../src/services/elbv2/target/target-store.ts';
import { TargetGroupStore } from '../../../src/services/elbv2/target-group/target-group-store.ts';
import { State } from '../../../src/state/state.ts';
import { defaultHttp } from '../../support/data-path/data-path.ts';

const scope = { accountId: '000000000000', region: 'us-east-1' };
const timing = { speed: 1, awsTiming: false };
const registering = { state: 'initial', reason: 'Elb.RegistrationInProgress' } as const;

/** Stores with one load balancer, a listener that forwards to `tg`, and a target group `spare` that nobody uses. */
function startStores(): RoutingStores & Disposable {
  const state = new State(':memory:');
  const stores = {
    loadBalancers: new LoadBalancerStore(state),
    listeners: new ListenerStore(state),
    rules: new RuleStore(state),
    targetGroups: new TargetGroupStore(state),
    targets: new TargetStore(state),
    certificate: () => undefined,
    listenerAddresses: (vpcId: string) => (vpcId === 'vpc-1' ? ['172.31.0.1'] : []),
    instanceAddress: (id: string) => (id === 'i-1' ? '127.0.0.2' : undefined),
    [Symbol.dispose]: () => state[Symbol.dispose](),
  };
  stores.loadBalancers.put({
    ...scope,
    arn: 'lb',
    name: 'web',
    dnsName: 'web-1.elb.amazonaws.com',
    vpcId: 'vpc-1',
    createdAtMs: 7,
    document: {
      scheme: 'internet-facing',
      subnets: [],
      securityGroups: [],
      attributes: { 'idle_timeout.timeout_seconds': '30' },
    },
  });
  for (const arn of ['tg', 'spare']) {
    stores.targetGroups.put({
      ...scope,
      arn,
      name: arn,
      document: {
        protocol: 'HTTP',
        protocolVersion: 'HTTP1',
        port: 80,
        vpcId: 'vpc-1',
        targetType: 'ip',
        healthCheck: {
          enabled: true,
          protocol: 'HTTP',
          port: 'traffic-port',
          path: '/health',
          intervalSeconds: 10,
          timeoutSeconds: 5,
          healthyThreshold: 5,
          unhealthyThreshold: 2,
          matcher: '200',
        },
        attributes: { 'deregistration_delay.timeout_seconds': '20' },
      },
    });
  }
  stores.listeners.put({
    arn: 'listener',
    loadBalancerArn: 'lb',
    port: 80,
    document: {
      protocol: 'HTTP',
      defaultAction: { type: 'forward', targetGroups: [{ targetGroupArn: 'tg', weight: 1 }] },
      attributes: {},
    },
  });
  return stores;
}

test('the snapshot holds every listener and the target groups that they use', () => {
  using stores = startStores();
  stores.targets.register('tg', { id: '172.31.0.4', port: 8080 }, 5);
  stores.targets.register('spare', { id: '172.31.0.5', port: 8080 }, 5);
  const { listeners, targetGroups } = routingSnapshot(stores);
  expect({ listeners, targetGroups: [...targetGroups] }).toEqual({
    listeners: [
      {
        listenerArn: 'listener',
        dnsName: 'web-1.elb.amazonaws.com',
        loadBalancerCreatedAtMs: 7,
        protocol: 'HTTP',
        port: 80,
        addresses: ['172.31.0.1'],
        idleTimeoutMs: 30_000,
        clientKeepAliveMs: 3_600_000,
        rules: [],
        http: defaultHttp,
        defaultAction: { type: 'forward', targetGroups: [{ targetGroupArn: 'tg', weight: 1 }] },
      },
    ],
    targetGroups: [
      [
        'tg',
        {
          protocolVersion: 'HTTP1',
          targetGroupArn: 'tg',
          balancing: { algorithm: 'round_robin', slowStartMs: 0, minimumHealthy: { count: 1 } },
          healthCheck: {
            enabled: true,
            version: 'HTTP1',
            protocol: 'HTTP',
            port: undefined,
            path: '/health',
            intervalMs: 10_000,
            timeoutMs: 5000,
            healthyThreshold: 5,
            unhealthyThreshold: 2,
            matcher: '200',
          },
          targets: [
            {
              key: '172.31.0.4:8080',
              address: '172.31.0.4',
              port: 8080,
              state: 'registered',
              registeredAtMs: 5,
              lastKnownHealth: registering,
            },
          ],
        },
      ],
    ],
  });
});

test('the snapshot keeps the listeners of Network Load Balancers apart', () => {
  using stores = startStores();
  const { document } = stores.listeners.find('listener') ?? {};
  const group = stores.targetGroups.find('tg');
  if (document === undefined || group === undefined) throw new Error('the scene is not there');
  const attributes = { 'tcp.idle_timeout.seconds': '60' };
  stores.listeners.put({
    arn: 'listener',
    loadBalancerArn: 'lb',
    port: 80,
    document: { ...document, protocol: 'TCP', attributes },
  });
  stores.targetGroups.put({ ...group, document: { ...group.document, protocol: 'TCP' } });
  const { listeners, flowListeners, targetGroups } = routingSnapshot(stores);
  expect([listeners, flowListeners]).toEqual([
    [],
    [
      {
        listenerArn: 'listener',
        loadBalancerCreatedAtMs: 7,
        protocol: 'TCP',
        port: 80,
        addresses: ['172.31.0.1'],
        idleTimeoutMs: 60_000,
        targetGroups: [{ targetGroupArn: 'tg', weight: 1 }],
      },
    ],
  ]);
  expect(targetGroups.get('tg')?.healthCheck.network).toEqual({ proxyProtocol: false });
});

test('an instance is reached at its host address, by as many ports as it is registered with', () => {
  using stores = startStores();
  const group = stores.targetGroups.find('tg');
  if (group !== undefined)
    stores.targetGroups.put({ ...group, document: { ...group.document, targetType: 'instance' } });
  for (const port of [49_153, 49_154]) stores.targets.register('tg', { id: 'i-1', port }, 5);
  stores.targets.register('tg', { id: 'i-gone', port: 80 }, 5);
  const targets = routingSnapshot(stores).targetGroups.get('tg')?.targets;
  expect(targets?.map(({ key, address, port }) => ({ key, address, port }))).toEqual([
    { key: 'i-1:49153', address: '127.0.0.2', port: 49_153 },
    { key: 'i-1:49154', address: '127.0.0.2', port: 49_154 },
  ]);
});

test('a fixed response carries its status as a number', () => {
  using stores = startStores();
  stores.listeners.put({
    arn: 'listener',
    loadBalancerArn: 'lb',
    port: 80,
    document: {
      protocol: 'HTTP',
      defaultAction: { type: 'fixed-response', statusCode: '404', messageBody: 'no' },
      attributes: {},
    },
  });
  const { listeners, targetGroups } = routingSnapshot(stores);
  expect([listeners[0]?.defaultAction, targetGroups.size]).toEqual([
    { type: 'fixed-response', statusCode: 404, messageBody: 'no' },
    0,
  ]);
});

test('what the data path reports becomes state', () => {
  using stores = startStores();
  const reports = dataPathReports(stores);
  stores.targets.register('tg', { id: '172.31.0.4', port: 8080 }, 5);
  reports.targetHealth('tg', '172.31.0.4:8080', { state: 'healthy' });
  reports.listenerBound('listener', { state: 'listening', port: 8080, addresses: ['127.0.0.1'] });
  stores.targets.startDraining('tg', '172.31.0.4', 8080, 6);
  reports.drained('tg', '172.31.0.4:8080');
  reports.drained('tg', '172.31.0.9:8080');
  expect([stores.targets.listOf('tg'), stores.listeners.find('listener')?.bound]).toMatchObject([
    [{ health: { state: 'healthy' }, state: 'draining', drained: true }],
    { state: 'listening', port: 8080, addresses: ['127.0.0.1'] },
  ]);
});

test('a draining target goes when nothing is in flight, or at the end of its delay', () => {
  using stores = startStores();
  for (const id of ['172.31.0.4', '172.31.0.5', '172.31.0.6'])
    stores.targets.register('tg', { id, port: 80 }, 0);
  stores.targets.startDraining('tg', '172.31.0.4', 80, 1000);
  stores.targets.startDraining('tg', '172.31.0.5', 80, 3000);
  const left = () => stores.targets.listOf('tg').map(({ id }) => id);
  expect([workOnTargetGroup(stores, timing, 'tg', 4000), left().length]).toEqual([21_000, 3]);
  stores.targets.setDrained('tg', '172.31.0.5', 80);
  expect([workOnTargetGroup(stores, timing, 'tg', 4000), left()]).toEqual([
    21_000,
    ['172.31.0.4', '172.31.0.6'],
  ]);
  expect([workOnTargetGroup(stores, timing, 'tg', 21_000), left()]).toEqual([undefined, ['172.31.0.6']]);
});

test('in a group without a listener nothing can be in flight', () => {
  using stores = startStores();
  stores.targets.register('spare', { id: '172.31.0.4', port: 80 }, 0);
  stores.targets.startDraining('spare', '172.31.0.4', 80, 1000);
  expect(workOnTargetGroup(stores, timing, 'spare', 1000)).toBeUndefined();
  expect(stores.targets.listOf('spare')).toEqual([]);
  expect(workOnTargetGroup(stores, timing, 'none', 1000)).toBeUndefined();
});

test('the snapshot holds rules in the order of their priorities, and the target groups that they use', () => {
  using stores = startStores();
  const rule = (priority: number, action: ListenerAction) =>
    stores.rules.put({
      arn: `rule-${priority}`,
      listenerArn: 'listener',
      priority,
      document: {
        conditions: [{ field: 'path-pattern', values: [`/${priority}`], regexes: [] }],
        action,
        transforms: [],
      },
    });
  const redirect = { protocol: 'HTTPS', host: '#{host}', port: '443', path: '/#{path}', query: '#{query}' };
  rule(20, { type: 'redirect', statusCode: 'HTTP_302', ...redirect });
  rule(3, { type: 'forward', targetGroups: [{ targetGroupArn: 'spare', weight: 1 }] });
  const { listeners, targetGroups } = routingSnapshot(stores);
  const condition = (path: string) => ({ field: 'path-pattern', values: [path], regexes: [] });
  expect({ rules: listeners[0]?.rules, groups: [...targetGroups.keys()] }).toEqual({
    rules: [
      {
        ruleArn: 'rule-3',
        priority: 3,
        conditions: [condition('/3')],
        action: { type: 'forward', targetGroups: [{ targetGroupArn: 'spare', weight: 1 }] },
        transforms: [],
      },
      {
        ruleArn: 'rule-20',
        priority: 20,
        conditions: [condition('/20')],
        action: { type: 'redirect', statusCode: 302, ...redirect },
        transforms: [],
      },
    ],
    groups: ['tg', 'spare'],
  });
});

test('what reads as in the snapshot before is the same object', () => {
  using stores = startStores();
  stores.targets.register('tg', { id: '172.31.0.4', port: 8080 }, 5);
  const first = routingSnapshot(stores);
  const second = routingSnapshot(stores, first);
  expect([
    second.listeners[0] === first.listeners[0],
    second.targetGroups.get('tg') === first.targetGroups.get('tg'),
  ]).toEqual([true, true]);
  stores.targets.setHealth('tg', '172.31.0.4', 8080, { state: 'healthy' });
  const third = routingSnapshot(stores, second);
  expect([
    third.listeners[0] === first.listeners[0],
    third.targetGroups.get('tg') === first.targetGroups.get('tg'),
  ]).toEqual([true, false]);
});
