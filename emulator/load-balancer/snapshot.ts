import type { LogLocation } from './access-log/log-object.ts';
import type { LastProbe } from './health/target-check.ts';

/**
 * All that the data path knows: one immutable value, swapped as a whole. Built from the elbv2 state outside of
 * this folder; nothing here is ever changed in place.
 */
export interface RoutingSnapshot {
  readonly listeners: readonly ListenerRoute[];
  /** Those of Network Load Balancers. */
  readonly flowListeners?: readonly FlowListenerRoute[];
  readonly targetGroups: ReadonlyMap<string, TargetGroupRoute>;
}

export interface ListenerRoute {
  readonly listenerArn: string;
  /** The load balancer's DNSName: what tells apart two load balancers that share a port, by Host. */
  readonly dnsName: string;
  /** Milliseconds since the epoch; on a shared port the older load balancer takes what no Host claims. */
  readonly loadBalancerCreatedAtMs: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  /** Of HTTPS listeners. */
  readonly tls?: ListenerTls;
  /** The port asked for. Where it cannot be bound the next free one is, and is reported. */
  readonly port: number;
  /** Addresses to listen on besides loopback: the VPC's gateway. */
  readonly addresses: readonly string[];
  readonly idleTimeoutMs: number;
  readonly clientKeepAliveMs: number;
  readonly http: HttpSettings;
  /** Where requests are logged; undefined where they are not. */
  readonly accessLog?: LogLocation;
  /** By ascending priority; the default action is for what none of them matches. */
  readonly rules?: readonly RuleRoute[];
  readonly defaultAction: RouteAction;
}

/** How an HTTPS listener speaks TLS. */
export interface ListenerTls {
  /** The first is the default: what clients get whose server name no certificate is for, or who name none. */
  readonly certificates: readonly TlsCertificate[];
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** OpenSSL's names, the preferred ones first. */
  readonly ciphers: readonly string[];
  /** Whether clients may speak HTTP/2. */
  readonly http2: boolean;
  /**
   * Of Network Load Balancers, which take any protocol above TLS: those to agree on by ALPN, the preferred ones first.
   * With an empty list ALPN is not spoken.
   */
  readonly alpn?: readonly string[];
}

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** A certificate with its key. One that did not change is the same object in the next snapshot. */
export interface TlsCertificate {
  readonly certificateArn: string;
  /** Lower-case DNS names, some of them wildcards. */
  readonly dnsNames: readonly string[];
  /** PEM: the certificate, and the chain behind it. */
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export type FlowProtocol = 'TCP' | 'UDP' | 'TCP_UDP' | 'TLS';

/** A listener of a Network Load Balancer: it has a port to itself, for nothing in a flow says whose it is. */
export interface FlowListenerRoute {
  readonly listenerArn: string;
  /** Milliseconds since the epoch; of two load balancers that ask for one port the older one has it. */
  readonly loadBalancerCreatedAtMs: number;
  readonly protocol: FlowProtocol;
  /** Of TLS listeners. */
  readonly tls?: ListenerTls;
  /** The port asked for. Where it cannot be bound the next free one is, and is reported. */
  readonly port: number;
  /** Addresses to listen on besides loopback: the VPC's gateway. */
  readonly addresses: readonly string[];
  /** How long a TCP flow may rest. */
  readonly idleTimeoutMs: number;
  readonly targetGroups: readonly WeightedTargetGroup[];
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
  /** Of HTTPS listeners whose targets are told of the client's handshake. */
  readonly tlsHeaders?: TlsHeaderNames;
}

/** The headers in which targets learn of a handshake. */
export interface TlsHeaderNames {
  readonly version: string;
  readonly cipherSuite: string;
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

/** How targets are spoken to: gRPC is HTTP/2 with calls alone. */
export type ProtocolVersion = 'HTTP1' | 'HTTP2' | 'GRPC';

export interface TargetGroupRoute {
  readonly targetGroupArn: string;
  /** Of a target group for Application Load Balancers; HTTP1 where it says nothing. */
  readonly protocolVersion?: ProtocolVersion;
  readonly healthCheck: HealthCheckSettings;
  readonly balancing: BalancingSettings;
  /** Of a target group for Network Load Balancers. */
  readonly flows?: FlowSettings;
  readonly targets: readonly TargetRoute[];
}

/** What becomes of the flows to a target group of a Network Load Balancer. */
export interface FlowSettings {
  /** Whether flows are cut once their target's deregistration delay is over; otherwise they go on. */
  readonly terminatesDeregistered: boolean;
  /** Whether flows are cut when their target becomes unhealthy. */
  readonly terminatesUnhealthy: boolean;
  /** Whether targets are told of the client's address by version 2 of the proxy protocol. */
  readonly proxyProtocol: boolean;
  /** Whether all flows from one address go to one target. */
  readonly stickySource: boolean;
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
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP';
  /** In which version of HTTP or HTTPS; HTTP1 where it says nothing. */
  readonly version?: ProtocolVersion;
  /** undefined is `traffic-port`: each target's own. */
  readonly port?: number;
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** AWS's grammar: `200`, `200,202`, `200-299`; of gRPC's codes where that is the version. */
  readonly matcher: string;
  /** Of a target group for Network Load Balancers: whether checks begin with a header of the proxy protocol. */
  readonly network?: { readonly proxyProtocol: boolean };
}

export interface TargetRoute {
  /** `address:port`: the identity of a target inside its group. */
  readonly key: string;
  readonly address: string;
  readonly port: number;
  /** Whether the target speaks TLS: its group's protocol is HTTPS or TLS. */
  readonly tls?: boolean;
  /** Whether the target speaks HTTP/2. */
  readonly http2?: boolean;
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
  /** A target answered a health check, or did not. */
  probed?(targetGroupArn: string, targetKey: string, probe: LastProbe): void;
  /** Where a listener really listens; `port` differs from the one asked for when that was taken. */
  listenerBound(listenerArn: string, bound: BoundListener): void;
}

export type BoundListener =
  | { readonly state: 'listening'; readonly port: number; readonly addresses: readonly string[] }
  | { readonly state: 'failed'; readonly reason: string };
