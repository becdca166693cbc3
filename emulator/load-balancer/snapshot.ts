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
  readonly protocol: 'HTTP' | 'HTTPS';
  /** Of HTTPS listeners. */
  readonly tls?: ListenerTls;
  /** The port asked for. Where it cannot be bound the next free one is, and is reported. */
  readonly port: number;
  /** Addresses to listen on besides loopback: the VPC's gateway. */
  readonly addresses: readonly string[];
  readonly idleTimeoutMs: number;
  readonly clientKeepAliveMs: number;
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
  readonly targets: readonly TargetRoute[];
}

export interface HealthCheckSettings {
  readonly enabled: boolean;
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP';
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
  /** Whether the target speaks TLS: its group's protocol is HTTPS. */
  readonly tls?: boolean;
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
