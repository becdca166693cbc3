import { pino } from 'pino';
import { ExecServer } from '../../../emulator/exec/exec-server.ts';
import type { ExecRequest } from '../../../emulator/runtime/runtime.ts';
import type { ScriptedExec } from '../../../emulator/runtime/simulated/scripted-image.ts';
import { SimulatedExec } from '../../../emulator/runtime/simulated/simulated-exec.ts';
import { buildApi } from '../../../src/api.ts';
import { loopbackOnly } from '../../../src/request-access.ts';
import { ExecTickets } from '../../../src/services/ecs/task/exec/exec-tickets.ts';
import { FakeClock } from '../fake-clock.ts';
import { ChannelPeer } from './channel-peer.ts';

/** The exec server on an HTTP server of its own, over commands that follow a script and a clock that stands still. */
export class ExecWorld implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly tickets = new ExecTickets(this.clock);
  /** What the engine was asked for. */
  readonly asked: (ExecRequest & { readonly id: string })[] = [];
  readonly commands: SimulatedExec[] = [];
  readonly server: ExecServer;
  /** The next command cannot be started, for this reason. */
  failure: Error | undefined;
  #endpoint = '';
  readonly #app = buildApi({ services: [], access: loopbackOnly, onFailure: () => undefined });

  static async start(script: ScriptedExec = {}): Promise<ExecWorld> {
    const world = new ExecWorld(script);
    world.#endpoint = await world.#app.listen({ host: '127.0.0.1', port: 0 });
    return world;
  }

  private constructor(script: ScriptedExec) {
    const exec = async (id: string, request: ExecRequest) => {
      this.asked.push({ id, ...request });
      if (this.failure !== undefined) throw this.failure;
      const command = new SimulatedExec(script, request.size);
      this.commands.push(command);
      return command;
    };
    this.server = new ExecServer({
      clock: this.clock,
      log: pino({ level: 'silent' }),
      runtime: { exec },
      tickets: this.tickets,
      access: loopbackOnly,
    });
    this.server.attach(this.#app.server);
  }

  get endpoint(): string {
    return this.#endpoint;
  }

  url(sessionId: string): string {
    return `${this.#endpoint.replace('http:', 'ws:')}/_drydock/exec/${sessionId}?role=publish_subscribe`;
  }

  /** A client that was let in, before the handshake. */
  async enter(command = 'cat'): Promise<ChannelPeer> {
    const { sessionId, token } = this.tickets.issue({ runtimeId: 'the-container', command });
    return ChannelPeer.open(this.url(sessionId), token);
  }

  /** A session whose command runs. */
  async open(command?: string): Promise<ChannelPeer> {
    const peer = await this.enter(command);
    await peer.shakeHands();
    return peer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.#app.close();
  }
}
