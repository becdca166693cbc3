import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LogFollower, LogLine, LogPosition, RuntimeEvent } from '../../runtime.ts';
import { inspect } from '../containers/inspect.ts';
import { type Engine, EngineError } from '../engine/engine.ts';
import { formatSince, LogLines } from './log-lines.ts';

export interface LogSource {
  readonly engine: Engine;
  readonly log: Pick<Logger, 'warn'>;
  subscribe(listener: (event: RuntimeEvent) => void): () => void;
}

/** What a container whose stream breaks off while it runs is given before the next attempt. */
const retryMs = 200;

/**
 * Follows a container's log. When the stream breaks while the container still runs (the engine restarts), it goes on
 * by itself after the last line; before the container's first start it waits for it. After the container has stopped
 * the log is read once more from the last line on, so that no line is lost at the end.
 */
export function followLogs(
  source: LogSource,
  id: string,
  from: LogPosition,
  onLine: (line: LogLine) => void,
): LogFollower {
  const session = new Session(source, id, from.afterNs, onLine);
  return { ended: session.run(), stop: () => session.stop() };
}

class Session {
  readonly #source: LogSource;
  readonly #id: string;
  readonly #onLine: (line: LogLine) => void;
  readonly #stopping = new AbortController();
  #afterNs: bigint | undefined;
  #stream: { destroy(): void } | undefined;

  constructor(source: LogSource, id: string, afterNs: bigint | undefined, onLine: (line: LogLine) => void) {
    this.#source = source;
    this.#id = id;
    this.#afterNs = afterNs;
    this.#onLine = onLine;
  }

  stop(): void {
    this.#stopping.abort();
    this.#stream?.destroy();
  }

  async run(): Promise<void> {
    for (let stopped = false; !this.#stopping.signal.aborted; ) {
      const change = this.#nextChange();
      try {
        await this.#read(!stopped);
        if (stopped) return;
        const status = (await inspect(this.#source.engine, this.#id))?.State.Status;
        if (status === undefined) return;
        stopped = status === 'exited' || status === 'dead' || status === 'removing';
        if (status === 'created') await change.happened;
        else if (!stopped) await this.#pause();
      } catch (error) {
        if (error instanceof EngineError) {
          if (error.statusCode !== 404 && error.statusCode !== 409) {
            this.#source.log.warn({ error, id: this.#id }, 'a container log cannot be read');
          }
          return;
        }
        await this.#pause();
      } finally {
        change.forget();
      }
    }
  }

  async #pause(): Promise<void> {
    await delay(retryMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  /** Watched from before the state is read, so that a start in between is not missed. */
  #nextChange(): { readonly happened: Promise<void>; forget(): void } {
    let forget = () => {};
    const happened = new Promise<void>((resolve) => {
      const unsubscribe = this.#source.subscribe((event) => {
        const ours = 'id' in event && event.id === this.#id;
        if (event.type === 'connected' || (ours && event.type !== 'health')) resolve();
      });
      const onStop = () => resolve();
      this.#stopping.signal.addEventListener('abort', onStop);
      forget = () => {
        unsubscribe();
        this.#stopping.signal.removeEventListener('abort', onStop);
      };
    });
    return { happened, forget: () => forget() };
  }

  async #read(follow: boolean): Promise<void> {
    const afterNs = this.#afterNs;
    const stream = await this.#source.engine.stream({
      path: `/containers/${this.#id}/logs`,
      query: {
        ...{ follow, stdout: true, stderr: true, timestamps: true },
        ...(afterNs === undefined ? {} : { since: formatSince(afterNs) }),
      },
    });
    this.#stream = stream;
    if (this.#stopping.signal.aborted) stream.destroy();
    const lines = new LogLines((line) => this.#accept(line, afterNs));
    try {
      for await (const chunk of stream) lines.push(chunk);
      lines.end();
    } catch (error) {
      // A broken stream may have cut a line short: it comes again, whole, with the next attempt.
      if (!this.#stopping.signal.aborted) throw error;
    }
  }

  /** Both streams are stamped separately, so a line may be older than the last one: the start decides what is old. */
  #accept(line: LogLine, afterNs: bigint | undefined): void {
    if (this.#stopping.signal.aborted || (afterNs !== undefined && line.atNs <= afterNs)) return;
    if (this.#afterNs === undefined || line.atNs > this.#afterNs) this.#afterNs = line.atNs;
    this.#onLine(line);
  }
}
