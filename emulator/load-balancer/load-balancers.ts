import type { Clock } from '../../src/clock.ts';
import type { Timing } from '../../src/plan/timing.ts';
import type { DataPath } from './data-path.ts';
import { FlowBalancer } from './flows/flow-balancer.ts';
import { desyncVerdict } from './forward/desync.ts';
import { answerAsElb, answerFixed, answerRedirect, endsConnection } from './forward/elb-answer.ts';
import { Exchange } from './forward/exchange.ts';
import { failureStatus } from './forward/failure.ts';
import { versionFits } from './forward/protocol-version.ts';
import { refusalOf } from './forward/refusal.ts';
import { requestHeaders } from './forward/request-headers.ts';
import { withTlsHeaders } from './forward/tls-headers.ts';
import { TraceIds } from './forward/trace-id.ts';
import { HealthChecker } from './health/health-checker.ts';
import type { LastProbe } from './health/target-check.ts';
import type { Arrival } from './listeners/arrival.ts';
import { portKey } from './listeners/listener-plan.ts';
import { ListenerSockets } from './listeners/listener-sockets.ts';
import type { DataPathLog } from './log.ts';
import { chooseAction, chooseListener, hostName, type PortRoutes, portRoutes } from './match.ts';
import { pickTargetGroup } from './pick.ts';
import { groupCookies, stickyGroup } from './rules/group-stickiness.ts';
import { redirectLocation } from './rules/redirect-location.ts';
import { transformed } from './rules/transform.ts';
import type {
  BoundListener,
  DataPathReports,
  ListenerRoute,
  RouteAction,
  RoutingSnapshot,
  WeightedTargetGroup,
} from './snapshot.ts';
import type { StickySessions } from './stickiness/sticky-sessions.ts';
import { TargetPool } from './targets/target-pool.ts';

export interface LoadBalancersOptions {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: DataPathLog;
  readonly reports: DataPathReports;
  /** In [0, 1); Math.random by default. */
  readonly random?: () => number;
}

type ForwardAction = Extract<RouteAction, { readonly type: 'forward' }>;

/** What was decided about a request that goes to a target. */
interface Route {
  readonly listener: ListenerRoute;
  readonly action: ForwardAction;
  readonly authority: string;
  readonly path: string;
  readonly closing: boolean;
}

/** The data path of all load balancers: listeners, health checks and forwarding by one immutable snapshot. */
export class LoadBalancers implements DataPath {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #targets: TargetPool;
  readonly #health: HealthChecker;
  readonly #sockets: ListenerSockets;
  readonly #flows: FlowBalancer;
  readonly #traceIds = new TraceIds();
  /** Connections that end with the answer under way: where a next request would begin on them is in doubt. */
  readonly #ending = new WeakSet<object>();
  /** By {@link portKey}. */
  #routes: ReadonlyMap<string, PortRoutes> = new Map();
  #listeners: RoutingSnapshot['listeners'] = [];

  constructor({ clock, timing, log, reports, random = Math.random }: LoadBalancersOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#targets = new TargetPool({ clock, timing, random, reports });
    this.#flows = new FlowBalancer({ clock, log, reports, liveGroups: () => this.#targets.groups });
    this.#health = new HealthChecker({
      clock,
      timing,
      reports: {
        targetHealth: (arn, key, health) => {
          reports.targetHealth(arn, key, health);
          if (health.state === 'unhealthy') this.#flows.targetUnhealthy(arn, key);
        },
      },
      setStatus: (arn, key, up) => this.#targets.setStatus(arn, key, up),
    });
    this.#sockets = new ListenerSockets({
      clock,
      log,
      reports,
      onArrival: (arrival) => this.#serve(arrival),
    });
  }

  /** Routes by a new snapshot from now on. Sockets follow in the background and are reported. */
  apply(snapshot: RoutingSnapshot): void {
    this.#routes = portRoutes(snapshot.listeners);
    this.#listeners = snapshot.listeners;
    this.#flows.apply(snapshot);
    this.#targets.apply(snapshot);
    this.#health.apply(snapshot);
    // Network Load Balancers go first: they know which of their ports an older Application Load Balancer asks for.
    if ((snapshot.flowListeners ?? []).length === 0) this.#sockets.apply(snapshot.listeners);
    else void this.#flows.settled().then(() => this.#sockets.apply(this.#listeners));
  }

  /** Where each listener listens, by its ARN. */
  get bound(): ReadonlyMap<string, BoundListener> {
    return new Map([...this.#sockets.bound, ...this.#flows.bound]);
  }

  /** What a target said to its last health check. */
  lastProbe(targetGroupArn: string, targetKey: string): LastProbe | undefined {
    return this.#health.lastProbe(targetGroupArn, targetKey);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#health.close();
    this.#targets.cutAll();
    await Promise.all([this.#sockets.destroy(), this.#flows.destroy()]);
  }

  #serve(arrival: Arrival): void {
    const { request, response, port } = arrival;
    if (this.#ending.has(request.socket)) return;
    const routes = this.#routes.get(portKey(port.askedPort, port.secure));
    // A released port answers what its last connections still bring with nothing behind it.
    if (routes === undefined) return answerAsElb(response, failureStatus.noTarget);
    const { authority, path } = targetOf(request.url ?? '/', request.headers.host);
    const listener = claimed(routes, arrival) ?? chooseListener(routes, authority);
    const { http } = listener;
    const verdict = desyncVerdict(http.desyncMitigation, request);
    const refusal = refusalOf(request) ?? (verdict === 'refuse' ? 400 : undefined);
    if (refusal === undefined ? verdict === 'close' : endsConnection(refusal)) {
      this.#ending.add(request.socket);
      response.shouldKeepAlive = false;
    }
    if (refusal !== undefined) return answerAsElb(response, refusal, http.response);
    const now = this.#clock.now();
    if (now - arrival.acceptedAtMs >= listener.clientKeepAliveMs) response.shouldKeepAlive = false;
    const host = authority ?? listener.dnsName;
    const asked = { ...splitPath(path), host: hostName(host) };
    const { action, transforms } = chooseAction(listener, {
      ...asked,
      method: request.method ?? 'GET',
      rawHeaders: request.rawHeaders,
      clientAddress: request.socket.remoteAddress ?? '',
    });
    if (action.type === 'fixed-response') return answerFixed(response, action, http.response);
    if (action.type === 'redirect') {
      const boundPort = (scheme: string, wanted: number) =>
        this.#boundPort(listener, scheme, wanted, arrival.localAddress);
      const facts = { ...asked, protocol: schemeOf(port), port: port.askedPort, boundPort };
      return answerRedirect(response, action.statusCode, redirectLocation(action, facts), http.response);
    }
    const outgoing =
      transforms.length === 0 ? { authority: host, path } : transformed(transforms, host, path);
    if (outgoing === undefined) return answerAsElb(response, 500, http.response);
    this.#forward(arrival, { listener, action, ...outgoing, closing: verdict === 'close' }, now);
  }

  /** Where a listener of the same load balancer, asked for at a port, really listens on that address. */
  #boundPort(
    { dnsName }: ListenerRoute,
    scheme: string,
    askedPort: number,
    address: string | undefined,
  ): number | undefined {
    const key = portKey(askedPort, scheme === 'https');
    const isAsked = this.#routes.get(key)?.byHost.has(dnsName.toLowerCase()) ?? false;
    return isAsked ? this.#sockets.port(key)?.portAt(address) : undefined;
  }

  #forward(arrival: Arrival, { listener, action, authority, path, closing }: Route, now: number): void {
    const { request, response, port } = arrival;
    const { http, idleTimeoutMs } = listener;
    const picked = this.#pickGroup(action, request.headers.cookie, now);
    const group = picked && this.#targets.groups.get(picked.targetGroupArn);
    if (group !== undefined && !versionFits(group.protocolVersion, arrival.httpVersion, request))
      return answerAsElb(response, 464, http.response);
    const target = group?.choose(request.headers.cookie, now);
    if (picked === undefined || group === undefined || target === undefined)
      return answerAsElb(response, failureStatus.noTarget, http.response);
    const plain = requestHeaders(request.rawHeaders, {
      method: request.method ?? 'GET',
      scheme: schemeOf(port),
      clientAddress: request.socket.remoteAddress ?? '',
      clientPort: request.socket.remotePort ?? 0,
      listenerPort: port.portAt(arrival.localAddress),
      authority,
      connection: request.headers.connection,
      traceId: this.#traceIds.next(now),
      upgrade: arrival.upgrade === undefined ? undefined : request.headers.upgrade,
      http,
    });
    const addedHeaders = this.#cookies(group.sessions, target.key, action, picked);
    const headers = withTlsHeaders(plain, http.tlsHeaders, arrival.secure);
    new Exchange(arrival, {
      ...{ target, path, headers, addedHeaders, idleTimeoutMs },
      ...{ closing, changes: http.response },
    }).start();
  }

  /** What keeps the client to its target group and to its target; undefined where nothing does. */
  #cookies(
    sessions: StickySessions | undefined,
    targetKey: string,
    { stickiness }: ForwardAction,
    group: WeightedTargetGroup,
  ): ((answer: readonly string[]) => readonly string[]) | undefined {
    const groupSeconds = stickiness?.enabled ? stickiness.durationSeconds : undefined;
    if (groupSeconds === undefined)
      return sessions && ((answer) => sessions.setCookies(targetKey, answer, this.#clock.now()));
    return (answer) => {
      const now = this.#clock.now();
      const own = sessions?.setCookies(targetKey, answer, now) ?? [];
      return [...groupCookies(group, groupSeconds, now), ...own];
    };
  }

  #pickGroup(
    action: ForwardAction,
    cookieHeader: string | undefined,
    nowMs: number,
  ): WeightedTargetGroup | undefined {
    const sticky = action.stickiness?.enabled
      ? stickyGroup(action.targetGroups, cookieHeader, nowMs)
      : undefined;
    return sticky ?? pickTargetGroup(action.targetGroups, this.#random());
  }
}

function splitPath(pathAndQuery: string): { path: string; query: string } {
  const mark = pathAndQuery.indexOf('?');
  if (mark === -1) return { path: pathAndQuery, query: '' };
  return { path: pathAndQuery.slice(0, mark), query: pathAndQuery.slice(mark + 1) };
}

function schemeOf({ secure }: { readonly secure: boolean }): 'http' | 'https' {
  return secure ? 'https' : 'http';
}

/** The listener that the client named in its handshake. */
function claimed({ byHost }: PortRoutes, { secure }: Arrival): ListenerRoute | undefined {
  if (secure?.listenerArn === undefined) return undefined;
  return [...byHost.values()].find(({ listenerArn }) => listenerArn === secure.listenerArn);
}

/** An absolute-form request line names the authority; otherwise the Host header does. */
function targetOf(url: string, host: string | undefined): { authority: string | undefined; path: string } {
  if (url.startsWith('/') || !URL.canParse(url)) return { authority: host, path: url };
  const absolute = new URL(url);
  return { authority: absolute.host, path: `${absolute.pathname}${absolute.search}` };
}
