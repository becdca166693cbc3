/** Resources are held per account and region. */
export interface Elbv2Scope {
  readonly accountId: string;
  readonly region: string;
}

export interface LoadBalancer extends Elbv2Scope {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  readonly vpcId: string;
  readonly createdAtMs: number;
  readonly document: LoadBalancerDocument;
}

export interface LoadBalancerDocument {
  readonly scheme: 'internet-facing' | 'internal';
  readonly subnets: readonly LoadBalancerSubnet[];
  readonly securityGroups: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  /** Of a Network Load Balancer with security groups; `on` where it says nothing. */
  readonly privateLinkRules?: 'on' | 'off';
}

export interface LoadBalancerSubnet {
  readonly subnetId: string;
  readonly availabilityZone: string;
  /** The address that an internal Network Load Balancer asked for there. */
  readonly privateIpv4Address?: string;
}

/** What a Network Load Balancer carries without looking into it; of TLS it takes off the encryption. */
export type FlowProtocol = 'TCP' | 'UDP' | 'TCP_UDP' | 'TLS';

export interface TargetGroup extends Elbv2Scope {
  readonly arn: string;
  readonly name: string;
  readonly document: TargetGroupDocument;
}

/** How a load balancer speaks to targets: gRPC is HTTP/2 with calls alone. */
export type ProtocolVersion = 'HTTP1' | 'HTTP2' | 'GRPC';

export interface TargetGroupDocument {
  readonly protocol: 'HTTP' | 'HTTPS' | FlowProtocol;
  /** Of HTTP and HTTPS groups. */
  readonly protocolVersion?: ProtocolVersion;
  readonly port: number;
  readonly vpcId: string;
  readonly targetType: 'ip' | 'instance';
  readonly healthCheck: HealthCheck;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface HealthCheck {
  readonly enabled: boolean;
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP';
  /** `traffic-port` or a number as text. */
  readonly port: string;
  /** TCP checks have neither path nor matcher. */
  readonly path?: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** Codes of HTTP; of gRPC where that is the group's version. */
  readonly matcher?: string;
}

export interface Listener {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
  readonly document: ListenerDocument;
  /** Where the data path really listens; undefined until it said so. */
  readonly bound?: BoundState;
}

export type BoundState =
  | { readonly state: 'listening'; readonly port: number; readonly addresses: readonly string[] }
  | { readonly state: 'failed'; readonly reason: string };

export interface ListenerDocument {
  readonly protocol: 'HTTP' | 'HTTPS' | FlowProtocol;
  /** Of HTTPS and TLS listeners. */
  readonly tls?: ListenerTls;
  readonly defaultAction: ListenerAction;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Which protocols above TLS a Network Load Balancer agrees on with its clients. */
export type AlpnPolicy = 'HTTP1Only' | 'HTTP2Only' | 'HTTP2Optional' | 'HTTP2Preferred' | 'None';

export interface ListenerTls {
  readonly sslPolicy: string;
  /** The default certificate. */
  readonly certificateArn: string;
  /** Those that AddListenerCertificates added. */
  readonly furtherCertificateArns: readonly string[];
  /** Of TLS listeners, where it was asked for. */
  readonly alpnPolicy?: AlpnPolicy;
}

export type ListenerAction = {
  readonly order?: number;
} & (
  | {
      readonly type: 'forward';
      readonly stickiness?: { readonly enabled: boolean; readonly durationSeconds?: number };
      readonly targetGroups: readonly { readonly targetGroupArn: string; readonly weight: number }[];
    }
  | {
      readonly type: 'fixed-response';
      readonly statusCode: string;
      readonly contentType?: string;
      readonly messageBody?: string;
    }
  | Redirect
);

/** Any part may hold placeholders (`#{host}`). */
export interface Redirect {
  readonly type: 'redirect';
  readonly statusCode: 'HTTP_301' | 'HTTP_302';
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
}

/** The target groups that an action sends traffic to. */
export function targetGroupsOf(action: ListenerAction): string[] {
  return action.type === 'forward' ? action.targetGroups.map(({ targetGroupArn }) => targetGroupArn) : [];
}
