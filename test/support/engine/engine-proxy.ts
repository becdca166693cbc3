import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Disposal } from '../../../emulator/disposal.ts';

const engineSocket = '/var/run/docker.sock';

/** A socket that leads to the engine, and that can be cut and joined again: an engine that goes away and comes back. */
export class EngineProxy implements AsyncDisposable {
  readonly socketPath: string;
  readonly #directory: string;
  readonly #connections = new Set<Socket>();
  #server: Server | undefined;

  private constructor(directory: string) {
    this.#directory = directory;
    this.socketPath = join(directory, 'engine.sock');
  }

  static async start(): Promise<EngineProxy> {
    await using stack = new Disposal();
    const proxy = stack.use(new EngineProxy(await mkdtemp(join(tmpdir(), 'drydock-proxy-'))));
    await proxy.join();
    stack.move();
    return proxy;
  }

  async join(): Promise<void> {
    this.#server = createServer({ allowHalfOpen: true }, (client) => {
      const engine = connect({ path: engineSocket, allowHalfOpen: true });
      for (const [from, to] of [
        [client, engine],
        [engine, client],
      ] as const) {
        this.#connections.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#connections.delete(from);
          to.destroy();
        });
      }
    });
    this.#server.listen(this.socketPath);
    await once(this.#server, 'listening');
  }

  /** Breaks every connection and takes no new one. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
    await rm(this.#directory, { recursive: true });
  }
}
