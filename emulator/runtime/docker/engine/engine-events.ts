import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { labels } from '../../labels.ts';
import type { ContainerHealth, RuntimeEvent } from '../../runtime.ts';
import { type Engine, EngineError } from './engine.ts';
import { jsonLines } from './json-lines.ts';

interface EngineEvent {
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly timeNano: number;
}

type Stream = Awaited<ReturnType<Engine['stream']>>;

const firstRetryMs = 50;
const maxRetryMs = 2_000;

/** Turns the engine's event stream into {@link RuntimeEvent}s, for our instance's containers, across engine restarts. */
export class EngineEvents implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #filters: string;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #emit: (event: RuntimeEvent) => void;
  /** Containers whose out-of-memory event came and whose death did not yet. */
  readonly #outOfMemory = new Set<string>();
  readonly #closing = new AbortController();
  #stream: Stream | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    engine: Engine,
    instanceId: string,
    log: Pick<Logger, 'warn'>,
    emit: (event: RuntimeEvent) => void,
  ) {
    this.#engine = engine;
    this.#emit = emit;
    this.#log = log;
    this.#filters = JSON.stringify({
      type: ['container'],
      label: [`${labels.instance}=${instanceId}`],
      event: ['start', 'die', 'oom', 'destroy', 'health_status'],
    });
  }

  /** Resolves once events flow. Rejects when the first attempt fails; later losses are repaired in the background. */
  async open(): Promise<void> {
    const stream = await this.#connect();
    this.#running = this.#run(stream);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#stream?.destroy();
    await this.#running;
  }

  async #connect(): Promise<Stream> {
    const stream = await this.#engine.stream({ path: '/events', query: { filters: this.#filters } });
    if (this.#closing.signal.aborted) stream.destroy();
    this.#stream = stream;
    this.#outOfMemory.clear();
    this.#emit({ type: 'connected' });
    return stream;
  }

  async #run(first: Stream): Promise<void> {
    let stream: Stream | undefined = first;
    while (!this.#closing.signal.aborted) {
      const reason: string = stream ? await this.#consume(stream) : 'the engine does not answer';
      if (this.#closing.signal.aborted) return;
      this.#emit({ type: 'disconnected', reason });
      stream = await this.#reconnect();
    }
  }

  async #consume(stream: Stream): Promise<string> {
    try {
      for await (const event of jsonLines<EngineEvent>(stream)) await this.#handle(event);
      return 'the engine closed its event stream';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #reconnect(): Promise<Stream | undefined> {
    for (
      let retryMs = firstRetryMs;
      !this.#closing.signal.aborted;
      retryMs = Math.min(retryMs * 2, maxRetryMs)
    ) {
      await delay(retryMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      const stream = await this.#connect().catch(() => undefined);
      if (stream) return stream;
    }
    return undefined;
  }

  async #handle(event: EngineEvent): Promise<void> {
    const id = event.Actor.ID;
    const atMs = Math.floor(event.timeNano / 1e6);
    if (event.Action === 'oom') {
      this.#outOfMemory.add(id);
    } else if (event.Action === 'start') {
      this.#outOfMemory.delete(id);
      this.#emit({ type: 'started', id, atMs });
    } else if (event.Action === 'die') {
      const exitCode = Number(event.Actor.Attributes.exitCode);
      const oomKilled =
        this.#outOfMemory.delete(id) || (exitCode === 137 && (await this.#wasOutOfMemory(id)));
      this.#emit({ type: 'died', id, exitCode, oomKilled, atMs });
    } else if (event.Action === 'destroy') {
      this.#outOfMemory.delete(id);
      this.#emit({ type: 'removed', id });
    } else if (event.Action.startsWith('health_status')) {
      this.#emit({ type: 'health', id, health: toHealth(event.Action.split(': ')[1]) });
    }
  }

  /** The `oom` event may come after the death, or have been missed before a reconnection. */
  async #wasOutOfMemory(id: string): Promise<boolean> {
    try {
      const { State } = await this.#engine.read<{ State: { OOMKilled: boolean } }>({
        path: `/containers/${id}/json`,
      });
      return State.OOMKilled;
    } catch (error) {
      if (!(error instanceof EngineError))
        this.#log.warn({ error, id }, 'could not ask why a container died');
      return false;
    }
  }
}

/** Docker's health word as ECS shows it: a container that is still starting is UNKNOWN. */
export function toHealth(status: string | undefined): ContainerHealth {
  if (status === 'healthy') return 'HEALTHY';
  return status === 'unhealthy' ? 'UNHEALTHY' : 'UNKNOWN';
}
