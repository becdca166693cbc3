/**
 * All that the data path knows: one immutable value, swapped as a whole. Built from the elbv2 state outside of
 * this folder; nothing here is ever changed in place.
 */
export interface RoutingSnapshot {
  readonly listeners: readonly ListenerRoute[];
  readonly targetGroups: ReadonlyMap<string, TargetGroupRoute>;
}

export interface ListenerRoute {
  readonly listenerArn: string;
  /** The load balancer's DNSName: what tells apart two load balancers that share a port, by Host. */
  readonly dnsName: string;
  /** Milliseconds since the epoch; on a shared port the older load balancer takes what no Host claims. */
  readonly loadBalancerCreatedAtMs: number;
  readonly protocol: 'HTTP';
  /** The port asked for. Where it cannot be bound the next free one is, and is reported. */
  readonly port: number;
  /** Addresses to listen on besides loopback: the VPC's gateway. */
  readonly addresses: readonly string[];
  readonly idleTimeoutMs: number;
  readonly clientKeepAliveMs: number;
  readonly http: HttpSettings;
  readonly defaultAction: RouteAction;
}

/** How a listener treats HTTP messages: attributes of its load balancer and its own. */
export interface HttpSettings {
  readonly forwardedFor: 'append' | 'preserve' | 'remove';
  /** Whether the client's port is appended with its address. */
  readonly clientPort: boolean;
  readonly preserveHost: boolean;
  readonly dropInvalidHeaders: boolean;
  readonly desyncMitigation: 'monitor' | 'defensive' | 'strictest';
  readonly response: ResponseChanges;
}

/** What a listener does to every answer on its way to the client. */
export interface ResponseChanges {
  /** Whether the load balancer's own answers say `Server: awselb/2.0`. */
  readonly server: boolean;
  /** Headers that take the place of the target's of the same name, or are added. */
  readonly headers: readonly HeaderField[];
}

export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

export type RouteAction =
  | { readonly type: 'forward'; readonly targetGroups: readonly WeightedTargetGroup[] }
  | {
      readonly type: 'fixed-response';
      readonly statusCode: number;
      readonly contentType?: string;
      readonly messageBody?: string;
    };

export interface WeightedTargetGroup {
  readonly targetGroupArn: string;
  readonly weight: number;
}

export interface TargetGroupRoute {
  readonly targetGroupArn: string;
  readonly healthCheck: HealthCheckSettings;
  /** Without it requests go round robin, and nothing sticks. */
  readonly balancing?: BalancingSettings;
  readonly targets: readonly TargetRoute[];
}

/** How a target group's requests are shared among its targets. */
export interface BalancingSettings {
  readonly algorithm: 'round_robin' | 'least_outstanding_requests' | 'weighted_random';
  /** How long a target that has just become healthy takes to reach its full share; 0 is at once. */
  readonly slowStartMs: number;
  readonly minimumHealthy: MinimumHealthy;
  readonly stickiness?: Stickiness;
}

/** With fewer healthy targets than either asks for, requests go to all that are registered. */
export interface MinimumHealthy {
  readonly count: number;
  /** 1 to 100; undefined is `off`. */
  readonly percentage?: number;
}

export type Stickiness =
  | { readonly type: 'lb_cookie'; readonly durationMs: number }
  | {
      readonly type: 'app_cookie';
      readonly durationMs: number;
      /** The target's own cookie, which begins a session and has to come back with each request of it. */
      readonly cookieName: string;
    };

export interface HealthCheckSettings {
  readonly enabled: boolean;
  readonly protocol: 'HTTP' | 'TCP';
  /** undefined is `traffic-port`: each target's own. */
  readonly port?: number;
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** AWS's grammar: `200`, `200,202`, `200-299`. */
  readonly matcher: string;
}

export interface TargetRoute {
  /** `address:port`: the identity of a target inside its group. */
  readonly key: string;
  readonly address: string;
  readonly port: number;
  readonly state: 'registered' | 'draining';
  /** When this registration began: a target registered anew starts from `initial` again. */
  readonly registeredAtMs: number;
  /** Health known from before a restart; where the checker has its own knowledge, that one counts. */
  readonly lastKnownHealth: TargetHealth;
}

export type TargetHealth =
  | { readonly state: 'initial'; readonly reason: 'Elb.RegistrationInProgress' | 'Elb.InitialHealthChecking' }
  | { readonly state: 'healthy' }
  | {
      readonly state: 'unhealthy';
      readonly reason: 'Target.ResponseCodeMismatch' | 'Target.Timeout' | 'Target.FailedHealthChecks';
      readonly description: string;
    }
  | { readonly state: 'unavailable'; readonly reason: 'Target.HealthCheckDisabled' };

/** What the data path tells the rest of Drydock. Calls are synchronous and must not throw. */
export interface DataPathReports {
  /** A target's health changed, or its reason did. */
  targetHealth(targetGroupArn: string, targetKey: string, health: TargetHealth): void;
  /** A target that the current snapshot shows as draining has nothing in flight any more. Said once per draining. */
  drained(targetGroupArn: string, targetKey: string): void;
  /** Where a listener really listens; `port` differs from the one asked for when that was taken. */
  listenerBound(listenerArn: string, bound: BoundListener): void;
}

export type BoundListener =
  | { readonly state: 'listening'; readonly port: number; readonly addresses: readonly string[] }
  | { readonly state: 'failed'; readonly reason: string };
