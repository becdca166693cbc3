import type { Clock } from '../../src/clock.ts';
import type { Timing } from '../../src/plan/timing.ts';
import type { ObservedDataPath } from './data-path.ts';
import { FlowBalancer } from './flows/flow-balancer.ts';
import { desyncVerdict } from './forward/desync.ts';
import { elbAnswer, endsConnection, fixedAnswer, redirectAnswer } from './forward/elb-answer.ts';
import { Exchange } from './forward/exchange.ts';
import { failureStatus } from './forward/failure.ts';
import { versionFits } from './forward/protocol-version.ts';
import { refusalOf } from './forward/refusal.ts';
import { requestHeaders } from './forward/request-headers.ts';
import { askedOf, targetOf } from './forward/request-target.ts';
import { tlsHeaders } from './forward/tls-headers.ts';
import { TraceIds } from './forward/trace-id.ts';
import { HealthChecker, type ProbedTarget } from './health/health-checker.ts';
import type { LastProbe } from './health/target-check.ts';
import type { ClientSide } from './http1/client-side.ts';
import { portKey } from './listeners/listener-plan.ts';
import { ListenerSockets } from './listeners/listener-sockets.ts';
import type { DataPathLog } from './log.ts';
import { chooseAction, chooseListener, claimedListener, type PortRoutes, portRoutes } from './match.ts';
import { pickTargetGroup } from './pick.ts';
import type { RequestRecord } from './request-record.ts';
import { stickyGroup } from './rules/group-stickiness.ts';
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
import { stickyCookies } from './stickiness/sticky-cookies.ts';
import { TargetPool } from './targets/target-pool.ts';
import type { TrafficMinute } from './traffic/traffic-minute.ts';
import { type ExchangeLog, TrafficRecorder } from './traffic/traffic-recorder.ts';
import { IdleTimers } from './wire/idle-timers.ts';

export interface LoadBalancersOptions {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: DataPathLog;
  readonly reports: DataPathReports;
  /** Gets the record of every request of an Application Load Balancer once it is over. */
  readonly onDone?: (record: RequestRecord) => void;
  /** Keeps the access logs that listeners ask for. */
  readonly accessLogs?: ExchangeLog | undefined;
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
export class LoadBalancers implements ObservedDataPath {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #targets: TargetPool;
  readonly #health: HealthChecker;
  readonly #sockets: ListenerSockets;
  readonly #flows: FlowBalancer;
  readonly #traceIds = new TraceIds();
  readonly #timers: IdleTimers;
  readonly #traffic: TrafficRecorder;
  /** By {@link portKey}. */
  #routes: ReadonlyMap<string, PortRoutes> = new Map();
  #listeners: RoutingSnapshot['listeners'] = [];

  constructor({
    clock,
    timing,
    log,
    reports,
    onDone,
    accessLogs,
    random = Math.random,
  }: LoadBalancersOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#timers = new IdleTimers(clock);
    this.#traffic = new TrafficRecorder(accessLogs);
    this.#targets = new TargetPool({ clock, timing, random, reports, timers: this.#timers });
    this.#flows = new FlowBalancer({ clock, log, reports, liveGroups: () => this.#targets.groups });
    this.#health = new HealthChecker({
      clock,
      timing,
      reports: {
        probed: (arn, key, probe) => reports.probed?.(arn, key, probe),
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
      timers: this.#timers,
      onRequest: (client, record) => this.#serve(client, record),
      onRefused: (client, status, sentBytes) => this.#refused(client, status, sentBytes),
      onDone: (record) => {
        this.#traffic.done(record);
        onDone?.(record);
      },
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

  /** Resolves once the listeners of the latest snapshot have the ports they could get. */
  async settled(): Promise<void> {
    await this.#flows.settled();
    // Those of Application Load Balancers are told of the snapshot in a turn of their own behind that.
    await Promise.resolve();
    await this.#sockets.settled();
  }

  /** Where each listener listens, by its ARN. */
  get bound(): ReadonlyMap<string, BoundListener> {
    return new Map([...this.#sockets.bound, ...this.#flows.bound]);
  }

  /** What a target said to its last health check. */
  lastProbe(targetGroupArn: string, targetKey: string): LastProbe | undefined {
    return this.#health.lastProbe(targetGroupArn, targetKey);
  }

  async lastProbes(): Promise<readonly ProbedTarget[]> {
    return this.#health.lastProbes;
  }

  async trafficSince(ms: number): Promise<readonly TrafficMinute[]> {
    return this.#traffic.counts.since(ms);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#health.close();
    this.#targets.cutAll();
    await Promise.all([this.#sockets.destroy(), this.#flows.destroy()]);
    this.#timers.close();
  }

  #serve(client: ClientSide, record: RequestRecord): void {
    const { port, facts } = client;
    const { request } = record;
    const routes = this.#routes.get(portKey(port.askedPort, port.secure));
    // A released port answers what its last connections still bring with nothing behind it.
    if (routes === undefined) return client.answer(elbAnswer(failureStatus.noTarget));
    const { authority, path } = targetOf(request);
    const listener = claimedListener(routes, facts) ?? chooseListener(routes, authority);
    record.listener = listener;
    const { http } = listener;
    const verdict = desyncVerdict(http.desyncMitigation, request);
    const refusal = refusalOf(request) ?? (verdict === 'refuse' ? 400 : undefined);
    // Where a next request would begin is in doubt.
    if (refusal === undefined ? verdict === 'close' : endsConnection(refusal)) client.endWithAnswer();
    if (refusal !== undefined) return client.answer(elbAnswer(refusal, http.response));
    const now = this.#clock.now();
    if (now - facts.acceptedAtMs >= listener.clientKeepAliveMs) client.endWithAnswer();
    const host = authority ?? listener.dnsName;
    const asked = askedOf(request, path, host, facts.clientAddress);
    const { action, transforms, ruleArn } = chooseAction(listener, asked);
    record.ruleArn = ruleArn;
    record.action = action;
    if (action.type === 'fixed-response') return client.answer(fixedAnswer(action, http.response));
    if (action.type === 'redirect') {
      const boundPort = (scheme: string, wanted: number) =>
        this.#boundPort(listener, scheme, wanted, facts.localAddress);
      const { host, path, query } = asked;
      const from = { host, path, query, protocol: schemeOf(port), port: port.askedPort, boundPort };
      record.redirectUrl = redirectLocation(action, from);
      return client.answer(redirectAnswer(action.statusCode, record.redirectUrl, http.response));
    }
    const outgoing =
      transforms.length === 0 ? { authority: host, path } : transformed(transforms, host, path);
    if (transforms.length > 0) record.transformed = { before: { authority: host, path }, after: outgoing };
    if (outgoing === undefined) return client.answer(elbAnswer(500, http.response));
    const route = {
      listener,
      action,
      authority: outgoing.authority,
      path: outgoing.path,
      closing: verdict === 'close',
    };
    this.#forward(client, record, route, now);
  }

  #refused({ port, facts }: ClientSide, status: number, sentBytes: number): void {
    const routes = this.#routes.get(portKey(port.askedPort, port.secure));
    if (routes === undefined) return;
    const refused = { facts, status, sentBytes, atMs: this.#clock.now() };
    this.#traffic.refused(claimedListener(routes, facts) ?? routes.oldest, refused);
  }

  /** Where a listener of the same load balancer, asked for at a port, really listens on that address. */
  #boundPort(
    { dnsName }: ListenerRoute,
    scheme: string,
    askedPort: number,
    address: string,
  ): number | undefined {
    const key = portKey(askedPort, scheme === 'https');
    const isAsked = this.#routes.get(key)?.byHost.has(dnsName.toLowerCase()) ?? false;
    return isAsked ? this.#sockets.port(key)?.portAt(address) : undefined;
  }

  #forward(
    client: ClientSide,
    record: RequestRecord,
    { listener, action, authority, path, closing }: Route,
    now: number,
  ): void {
    const { request, facts } = record;
    const { http, idleTimeoutMs } = listener;
    const picked = this.#pickGroup(action, request.cookie, now);
    const group = picked && this.#targets.groups.get(picked.targetGroupArn);
    if (group !== undefined && !versionFits(group.protocolVersion, facts.httpVersion, request))
      return client.answer(elbAnswer(464, http.response));
    const target = group?.choose(request.cookie, now);
    if (picked === undefined || group === undefined || target === undefined)
      return client.answer(elbAnswer(failureStatus.noTarget, http.response));
    const traceId = this.#traceIds.next(now);
    record.targetGroupArn = picked.targetGroupArn;
    record.targetKey = target.key;
    record.traceId = traceId;
    record.sentAtMs = now;
    const headers = requestHeaders(request, {
      scheme: schemeOf(client.port),
      clientAddress: facts.clientAddress,
      clientPort: facts.clientPort,
      listenerPort: facts.localPort,
      authority,
      traceId,
      tls: tlsHeaders(http.tlsHeaders, facts.secure),
      http,
    });
    const choice = { group: picked, targetKey: target.key, sessions: group.sessions };
    const addedHeaders = stickyCookies(action, choice, this.#clock);
    new Exchange(client, record, {
      target,
      path,
      headers,
      addedHeaders,
      idleTimeoutMs,
      closing,
      changes: http.response,
      clock: this.#clock,
    }).start();
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

function schemeOf({ secure }: { readonly secure: boolean }): 'http' | 'https' {
  return secure ? 'https' : 'http';
}
