/** What there is to say of one request of an Application Load Balancer once it is over. Never changed once it is made. */
export interface ExchangeRecord {
  readonly listenerArn: string;
  readonly type: 'http' | 'https' | 'h2' | 'grpcs' | 'ws' | 'wss';
  /** Milliseconds since the epoch, as all times here. */
  readonly receivedAtMs: number;
  /** When the client had its whole answer, or the WebSocket ended. */
  readonly endedAtMs: number;
  readonly client: { readonly address: string; readonly port: number };
  /** The address of the load balancer. */
  readonly nodeAddress: string;
  /** The same for all requests of a connection: 16 hexadecimal digits. */
  readonly connectionId: string;
  /** undefined where what came could not be read as a request. */
  readonly request?: LoggedRequest;
  /** Of the client's connection, where it speaks TLS. */
  readonly tls?: LoggedTls;
  /** With the headers, of a WebSocket with all that went on. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** What the client got; 460 where it left before it was answered. */
  readonly status: number;
  /** 0 is the default action; undefined where no rule was looked for. */
  readonly rulePriority?: number;
  readonly action?: 'forward' | 'redirect' | 'fixed-response';
  /** Where a redirect sent the client. */
  readonly redirectUrl?: string;
  /** Where the request went to; undefined where no target was chosen. */
  readonly forwarded?: Forwarded;
  /** How the request stands to RFC 9112; undefined where it complies. */
  readonly desync?: {
    readonly classification: 'Acceptable' | 'Ambiguous' | 'Severe';
    readonly reason: string;
  };
  /** What the rule's transforms made of the request; undefined where it has none. */
  readonly transform?: LoggedTransform;
}

export interface LoggedRequest {
  readonly method: string;
  /** With scheme, host, port, path and query. */
  readonly url: string;
  readonly version: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2.0';
  readonly userAgent?: string;
}

export interface LoggedTls {
  /** OpenSSL's name. */
  readonly cipher: string;
  /** e.g. `TLSv1.3`. */
  readonly version: string;
  /** What the client asked for in its handshake. */
  readonly serverName?: string;
  readonly certificateArn?: string;
}

export interface Forwarded {
  readonly targetGroupArn: string;
  /** `address:port`. */
  readonly target: string;
  /** The X-Amzn-Trace-Id that the target got. */
  readonly traceId: string;
  /** When the head left for the target. */
  readonly sentAtMs?: number;
  /** When the target's answer began to come. */
  readonly answeredAtMs?: number;
  /** What the target said; undefined where it said nothing. */
  readonly status?: number;
}

export interface LoggedTransform {
  /** undefined where it is as it came. */
  readonly host?: string;
  readonly uri?: string;
  readonly status: 'TransformSuccess' | 'TransformInvalidPath';
}
