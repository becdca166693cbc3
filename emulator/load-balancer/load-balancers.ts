import type { Clock } from '../../src/clock.ts';
import type { Timing } from '../../src/plan/timing.ts';
import type { DataPath } from './data-path.ts';
import { desyncVerdict } from './forward/desync.ts';
import { answerAsElb, answerFixed } from './forward/elb-answer.ts';
import { Exchange } from './forward/exchange.ts';
import { failureStatus } from './forward/failure.ts';
import { refusalOf } from './forward/refusal.ts';
import { requestHeaders } from './forward/request-headers.ts';
import { TraceIds } from './forward/trace-id.ts';
import { HealthChecker } from './health/health-checker.ts';
import type { LastProbe } from './health/target-check.ts';
import { ListenerSockets } from './listeners/listener-sockets.ts';
import type { Arrival } from './listeners/listening-port.ts';
import type { DataPathLog } from './log.ts';
import { chooseAction, chooseListener, type PortRoutes, portRoutes } from './match.ts';
import { pickTargetGroup } from './pick.ts';
import type { BoundListener, DataPathReports, RoutingSnapshot } from './snapshot.ts';
import { TargetPool } from './targets/target-pool.ts';

export interface LoadBalancersOptions {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: DataPathLog;
  readonly reports: DataPathReports;
  /** In [0, 1); Math.random by default. */
  readonly random?: () => number;
}

/** The data path of all load balancers: listeners, health checks and forwarding by one immutable snapshot. */
export class LoadBalancers implements DataPath {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #targets: TargetPool;
  readonly #health: HealthChecker;
  readonly #sockets: ListenerSockets;
  readonly #traceIds = new TraceIds();
  /** Connections that end with the answer under way: where a next request would begin on them is in doubt. */
  readonly #ending = new WeakSet<object>();
  #routes: ReadonlyMap<number, PortRoutes> = new Map();

  constructor({ clock, timing, log, reports, random = Math.random }: LoadBalancersOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#targets = new TargetPool({ clock, timing, random, reports });
    this.#health = new HealthChecker({
      clock,
      timing,
      reports,
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
    this.#targets.apply(snapshot);
    this.#health.apply(snapshot);
    this.#sockets.apply(snapshot.listeners);
  }

  /** Where each listener listens, by its ARN. */
  get bound(): ReadonlyMap<string, BoundListener> {
    return this.#sockets.bound;
  }

  /** What a target said to its last health check. */
  lastProbe(targetGroupArn: string, targetKey: string): LastProbe | undefined {
    return this.#health.lastProbe(targetGroupArn, targetKey);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#health.close();
    this.#targets.cutAll();
    await this.#sockets.destroy();
  }

  #serve(arrival: Arrival): void {
    const { request, response, port } = arrival;
    if (this.#ending.has(request.socket)) return;
    const routes = this.#routes.get(port.askedPort);
    // A released port answers what its last connections still bring with nothing behind it.
    if (routes === undefined) return answerAsElb(response, failureStatus.noTarget);
    const { authority, path } = targetOf(request.url ?? '/', request.headers.host);
    const listener = chooseListener(routes, authority);
    const { http } = listener;
    const refusal = refusalOf(request);
    const verdict = refusal === undefined ? desyncVerdict(http.desyncMitigation, request) : 'refuse';
    if (verdict !== 'pass' && refusal !== 405) {
      this.#ending.add(request.socket);
      response.shouldKeepAlive = false;
    }
    if (verdict === 'refuse') return answerAsElb(response, refusal ?? 400, http.response);
    const now = this.#clock.now();
    if (now - arrival.acceptedAtMs >= listener.clientKeepAliveMs) response.shouldKeepAlive = false;
    const action = chooseAction(listener);
    if (action.type === 'fixed-response') return answerFixed(response, action, http.response);
    const picked = pickTargetGroup(action.targetGroups, this.#random());
    const group = picked && this.#targets.groups.get(picked.targetGroupArn);
    const target = group?.choose(request.headers.cookie, now);
    if (group === undefined || target === undefined)
      return answerAsElb(response, failureStatus.noTarget, http.response);
    const headers = requestHeaders(request.rawHeaders, {
      method: request.method ?? 'GET',
      scheme: 'http',
      clientAddress: request.socket.remoteAddress ?? '',
      clientPort: request.socket.remotePort ?? 0,
      listenerPort: port.port,
      authority: authority ?? listener.dnsName,
      connection: request.headers.connection,
      traceId: this.#traceIds.next(now),
      upgrade: arrival.upgrade === undefined ? undefined : request.headers.upgrade,
      http,
    });
    const { idleTimeoutMs } = listener;
    const { sessions } = group;
    const addedHeaders =
      sessions && ((answer: readonly string[]) => sessions.setCookies(target.key, answer, this.#clock.now()));
    new Exchange(arrival, {
      ...{ target, path, headers, addedHeaders, idleTimeoutMs },
      ...{ closing: verdict === 'close', changes: http.response },
    }).start();
  }
}

/** An absolute-form request line names the authority; otherwise the Host header does. */
function targetOf(url: string, host: string | undefined): { authority: string | undefined; path: string } {
  if (url.startsWith('/') || !URL.canParse(url)) return { authority: host, path: url };
  const absolute = new URL(url);
  return { authority: absolute.host, path: `${absolute.pathname}${absolute.search}` };
}
