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
  /** By ascending priority; the default action is for what none of them matches. */
  readonly rules?: readonly RuleRoute[];
  readonly defaultAction: RouteAction;
}

export interface RuleRoute {
  readonly ruleArn: string;
  readonly priority: number;
  /** All have to match. */
  readonly conditions: readonly RuleCondition[];
  readonly action: RouteAction;
  readonly transforms: readonly RuleTransform[];
}

interface Patterns {
  /** With the wildcards `*` and `?`. */
  readonly values: readonly string[];
  readonly regexes: readonly string[];
}

/** One of the values has to match. */
export type RuleCondition =
  | (Patterns & { readonly field: 'host-header' | 'path-pattern' })
  | (Patterns & { readonly field: 'http-header'; readonly name: string })
  | {
      readonly field: 'query-string';
      readonly pairs: readonly { readonly key?: string; readonly value: string }[];
    }
  | { readonly field: 'http-request-method'; readonly values: readonly string[] }
  | { readonly field: 'source-ip'; readonly values: readonly string[] };

export interface RuleTransform {
  readonly type: 'host-header-rewrite' | 'url-rewrite';
  readonly regex: string;
  /** With `$1` for the first group. */
  readonly replace: string;
}

export type RouteAction =
  | {
      readonly type: 'forward';
      readonly targetGroups: readonly WeightedTargetGroup[];
      /** Whether, and for how many seconds, a client keeps to the group that it was given first. */
      readonly stickiness?: { readonly enabled: boolean; readonly durationSeconds?: number };
    }
  | RedirectRoute
  | {
      readonly type: 'fixed-response';
      readonly statusCode: number;
      readonly contentType?: string;
      readonly messageBody?: string;
    };

/** Any part but the status may hold placeholders (`#{host}`). */
export interface RedirectRoute {
  readonly type: 'redirect';
  readonly statusCode: 301 | 302;
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
}

export interface WeightedTargetGroup {
  readonly targetGroupArn: string;
  readonly weight: number;
}

export interface TargetGroupRoute {
  readonly targetGroupArn: string;
  readonly healthCheck: HealthCheckSettings;
  readonly targets: readonly TargetRoute[];
}

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
