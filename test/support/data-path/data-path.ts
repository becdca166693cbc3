import type { ObservedDataPath } from '../../../emulator/load-balancer/data-path.ts';
import { LoadBalancers, type LoadBalancersOptions } from '../../../emulator/load-balancer/load-balancers.ts';
import type {
  BalancingSettings,
  BoundListener,
  FlowListenerRoute,
  FlowSettings,
  HealthCheckSettings,
  HttpSettings,
  ListenerRoute,
  ProtocolVersion,
  TargetHealth,
  TargetRoute,
} from '../../../emulator/load-balancer/snapshot.ts';
import { SystemClock } from '../../../emulator/system-clock.ts';
import type { Clock } from '../../../src/clock.ts';
import { defaultTiming } from '../../../src/plan/timing.ts';
import { until } from '../until.ts';
import { defaultBalancing } from './default-balancing.ts';

/** A health check that passes on any answer of a server at all, so that it stays out of the way. */
export const calmHealthCheck: HealthCheckSettings = {
  enabled: true,
  protocol: 'TCP',
  path: '/',
  intervalMs: 30_000,
  timeoutMs: 5000,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: '200',
};

/** A listener with AWS's defaults for the treatment of HTTP messages. */
export const defaultHttp: HttpSettings = {
  forwardedFor: 'append',
  clientPort: false,
  preserveHost: false,
  dropInvalidHeaders: false,
  desyncMitigation: 'defensive',
  response: { server: true, headers: [] },
};

/** What a test says of its snapshot; the rest is the same for all. */
export interface Scene {
  readonly listeners?: readonly Partial<ListenerRoute>[];
  /** Targets by target group; a listener forwards to the group `tg` unless it says otherwise. */
  readonly groups?: Readonly<Record<string, readonly TargetRoute[]>>;
  /** Those of Network Load Balancers; they forward to the group `tg` unless they say otherwise. */
  readonly flowListeners?: readonly Partial<FlowListenerRoute>[];
  readonly flows?: Partial<FlowSettings>;
  readonly healthCheck?: Partial<HealthCheckSettings>;
  readonly balancing?: Partial<BalancingSettings>;
  /** Of all groups. */
  readonly protocolVersion?: ProtocolVersion;
}

/** The load balancers under test, and all that they reported. */
export interface DataPath extends AsyncDisposable {
  readonly loadBalancers: ObservedDataPath;
  readonly health: { readonly target: string; readonly health: TargetHealth }[];
  readonly drained: string[];
  readonly bound: { readonly listener: string; readonly bound: BoundListener }[];
  apply(scene: Scene): void;
  /** The port of the first listener, or of the named one, once it listens. */
  port(listenerArn?: string): Promise<number>;
}

const listener: ListenerRoute = {
  listenerArn: 'listener',
  dnsName: 'web-1234567890.us-east-1.elb.amazonaws.com',
  loadBalancerCreatedAtMs: 0,
  protocol: 'HTTP',
  port: 0,
  addresses: [],
  idleTimeoutMs: 60_000,
  clientKeepAliveMs: 3_600_000,
  http: defaultHttp,
  defaultAction: { type: 'forward', targetGroups: [{ targetGroupArn: 'tg', weight: 1 }] },
};

const flowListener: FlowListenerRoute = {
  listenerArn: 'listener',
  loadBalancerCreatedAtMs: 0,
  protocol: 'TCP',
  port: 0,
  addresses: [],
  idleTimeoutMs: 350_000,
  targetGroups: [{ targetGroupArn: 'tg', weight: 1 }],
};

/** AWS's defaults for TCP groups of addresses. */
const flowSettings: FlowSettings = {
  terminatesDeregistered: false,
  terminatesUnhealthy: true,
  proxyProtocol: false,
  stickySource: false,
};

type Make = (options: LoadBalancersOptions) => ObservedDataPath;

const inThisThread: Make = (options) => new LoadBalancers(options);
let byRealTime = inThisThread;

/** From here on {@link startDataPath} makes data paths so, but for those with a clock or a hook of the test's. */
export function makeDataPathsBy(make: Make): void {
  byRealTime = make;
}

/** Starts load balancers on free loopback ports, with a first snapshot. */
export function startDataPath(
  scene: Scene,
  clock: Clock = new SystemClock(),
  onDone?: LoadBalancersOptions['onDone'],
  accessLogs?: LoadBalancersOptions['accessLogs'],
): DataPath {
  const health: DataPath['health'] = [];
  const drained: string[] = [];
  const bound: DataPath['bound'] = [];
  const make = onDone === undefined && clock.constructor === SystemClock ? byRealTime : inThisThread;
  const loadBalancers = make({
    clock,
    timing: defaultTiming,
    log: { info: () => {}, warn: () => {} },
    onDone,
    accessLogs,
    reports: {
      targetHealth: (_arn, target, each) => health.push({ target, health: each }),
      drained: (_arn, target) => drained.push(target),
      listenerBound: (arn, each) => bound.push({ listener: arn, bound: each }),
    },
  });
  const apply = (now: Scene) => {
    const { flowListeners = [], flows, groups = {}, healthCheck, balancing, protocolVersion } = now;
    const { listeners = flowListeners.length === 0 ? [{}] : [] } = now;
    loadBalancers.apply({
      flowListeners: flowListeners.map((each) => ({ ...flowListener, ...each })),
      listeners: listeners.map((each) => ({ ...listener, ...each })),
      targetGroups: new Map(
        Object.entries(groups).map(([targetGroupArn, targets]) => [
          targetGroupArn,
          {
            targetGroupArn,
            protocolVersion,
            targets,
            healthCheck: { ...calmHealthCheck, ...healthCheck },
            balancing: { ...defaultBalancing, ...balancing },
            flows: { ...flowSettings, ...flows },
          },
        ]),
      ),
    });
  };
  apply(scene);
  return {
    loadBalancers,
    health,
    drained,
    bound,
    apply,
    port: (arn = 'listener') =>
      until(`${arn} listens`, () => {
        const each = loadBalancers.bound.get(arn);
        return each?.state === 'listening' && each.port;
      }),
    [Symbol.asyncDispose]: () => loadBalancers[Symbol.asyncDispose](),
  };
}
