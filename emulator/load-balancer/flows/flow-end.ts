import type { Socket } from 'node:net';

/** One side of a flow. */
export interface FlowEnd {
  /** What is read and written: where TLS is spoken, what is inside of it. */
  readonly stream: Socket;
  /** The TCP connection, by which the flow ends. */
  readonly connection: Socket;
  /** What was agreed on by ALPN, where TLS is spoken. */
  readonly protocol?: string;
}
