import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../../../src/clock.ts';
import { MemoryConnection } from '../memory-connection.ts';
import type { DialOptions } from './target-dial.ts';
import { TargetSessions } from './target-sessions.ts';
import { TargetStream } from './target-stream.ts';

/** More than what the load balancer takes from a client, for it adds headers of its own. */
const maxHeaderBytes = 128 * 1024;

const nobody = { remoteAddress: undefined, remotePort: undefined };

/**
 * A target that speaks HTTP/2, as the rest of the load balancer speaks to targets: by connections of HTTP/1.1, each
 * for one request. They end in this process, where the request becomes a stream on a shared connection to the target.
 */
export class Http2Target {
  readonly #clock: Clock;
  readonly #scheme: 'http' | 'https';
  readonly #sessions: TargetSessions;
  readonly #server: Server;
  /** The load balancer's ends, by the ends here. */
  readonly #askers = new Map<Duplex, MemoryConnection>();

  constructor(dial: DialOptions, clock: Clock) {
    this.#clock = clock;
    this.#scheme = dial.secure ? 'https' : 'http';
    this.#sessions = new TargetSessions(dial, clock);
    // It never listens: connections are handed to it.
    this.#server = createServer({ maxHeaderSize: maxHeaderBytes, requestTimeout: 0, headersTimeout: 0 });
    this.#server.on('request', (request, response) => this.#request(request, response));
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  /** A connection for one request. What goes wrong with the target breaks it, with the target's error. */
  open(): MemoryConnection {
    const [near, far] = MemoryConnection.pair(nobody, this.#clock);
    this.#askers.set(far, near);
    far.once('close', () => this.#askers.delete(far));
    this.#server.emit('connection', far);
    return near;
  }

  /** Lets every connection to the target end once its requests have. */
  closeIdle(): void {
    this.#sessions.closeIdle();
  }

  destroy(): void {
    for (const asker of this.#askers.values()) asker.destroy();
    this.#sessions.destroy();
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    const asker = this.#askers.get(request.socket);
    new TargetStream(request, response, {
      sessions: this.#sessions,
      scheme: this.#scheme,
      onFailed: (error) => asker?.destroy(error),
    }).start();
  }
}
