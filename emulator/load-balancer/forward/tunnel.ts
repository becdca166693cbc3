import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** One end of a tunnel: the connection, and bytes that were read from it already. */
export interface TunnelEnd {
  readonly socket: Socket;
  readonly head: Buffer;
}

/** The two connections of an upgraded request, joined byte for byte after the target's 101. */
export class Tunnel {
  readonly #client: Socket;
  readonly #target: Socket;

  /**
   * Hands the target's 101 to the client and joins the two. `onClosed` is called once the target's side is closed;
   * without a byte in either direction for `idleTimeoutMs` both are closed.
   */
  constructor(
    client: TunnelEnd,
    target: TunnelEnd,
    answer: IncomingMessage,
    idleTimeoutMs: number,
    onClosed: () => void,
  ) {
    this.#client = client.socket;
    this.#target = target.socket;
    client.socket.write(headOf(answer), 'latin1');
    if (target.head.length > 0) client.socket.write(target.head);
    if (client.head.length > 0) target.socket.write(client.head);
    target.socket.once('close', () => {
      onClosed();
      // What the target said last may still be on its way, to a client that need not take it.
      client.socket.setTimeout(idleTimeoutMs, () => client.socket.destroy());
    });
    join(client.socket, target.socket);
    join(target.socket, client.socket);
    // Bytes in either direction pass through the target's connection, so that its timer alone is enough.
    target.socket.setTimeout(idleTimeoutMs, () => this.destroy());
  }

  destroy(): void {
    this.#client.destroy();
    this.#target.destroy();
  }
}

function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on('error', () => from.destroy());
  from.once('close', () => to.destroySoon());
}

function headOf({ statusMessage, rawHeaders }: IncomingMessage): string {
  let head = `HTTP/1.1 101 ${statusMessage ?? ''}\r\n`;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) head += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
  return `${head}\r\n`;
}
