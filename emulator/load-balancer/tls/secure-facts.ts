/** What the handshake of a connection decided. */
export interface SecureFacts {
  /** The listener that the server name claimed; undefined where it claimed none, so that the Host decides. */
  readonly listenerArn: string | undefined;
  /** The certificate that the client got. */
  readonly certificateArn: string | undefined;
  readonly serverName: string | undefined;
  /** e.g. `TLSv1.3`. */
  readonly version: string;
  /** OpenSSL's name of the cipher. */
  readonly cipher: string;
}
