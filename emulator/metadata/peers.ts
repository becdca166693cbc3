import {
  createServer,
  get,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { bind } from '../load-balancer/listeners/bind.ts';

const knowsPrefix = '/drydock/knows';
const portHeader = 'x-drydock-port';
/** Peers are on this machine. */
export const peerHost = '127.0.0.1';
/** One that does not answer at once is stopped, or about to end. */
const mostMs = 1000;

/**
 * The Drydocks of this machine that hold a connection to the one that has the metadata address. Each says by that
 * where it can be asked whether a request is for it: who comes from the engine's bridge, or from the host itself,
 * could be anyone's task.
 */
export class Peers {
  readonly #ports = new Map<IncomingMessage, number>();

  /** Takes in who holds that connection, until it ends. Only who is on this machine itself is no container. */
  add(connection: IncomingMessage): void {
    const port = Number(connection.headers[portHeader]);
    const { remoteAddress, localAddress } = connection.socket;
    if (remoteAddress !== localAddress || !Number.isInteger(port) || port < 1 || port > 65_535) return;
    this.#ports.set(connection, port);
    connection.socket.once('close', () => this.#ports.delete(connection));
  }

  /** The port of the one that knows what a path names; undefined where none does. */
  async whoKnows(path: string): Promise<number | undefined> {
    const ports = [...this.#ports.values()];
    const answers = await Promise.all(ports.map((port) => isKnownAt(port, path)));
    return ports.find((_, index) => answers[index]);
  }
}

function isKnownAt(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const question = get(
      { host: peerHost, port, path: `${knowsPrefix}${path}`, agent: false, timeout: mostMs },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 204);
      },
    );
    question.on('timeout', () => question.destroy());
    question.on('error', () => resolve(false));
  });
}

/** Where a Drydock without the address is asked what it knows, and is handed on what is for it. */
export class PeerServer {
  readonly #server: Server;
  #listening: Promise<{ readonly port: number } | { readonly refusal: string }> | undefined;

  constructor(handler: RequestListener, knows: (path: string) => boolean) {
    this.#server = createServer((request, answer) => {
      const { url = '' } = request;
      if (!url.startsWith(knowsPrefix)) return handler(request, answer);
      answer.writeHead(knows(url.slice(knowsPrefix.length)) ? 204 : 404).end();
    });
  }

  /** What tells the Drydock that has the address where this one is asked. */
  async headers(): Promise<IncomingHttpHeaders> {
    this.#listening ??= bind(this.#server, peerHost, 0);
    const bound = await this.#listening;
    return 'port' in bound ? { [portHeader]: String(bound.port) } : {};
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
