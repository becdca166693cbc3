import type { Logger } from 'pino';
import type { Clock } from '../../src/clock.ts';
import type { Task } from '../../src/services/ecs/task/task.ts';
import type { ContainerRuntime, LogFollower } from '../runtime/runtime.ts';
import { type AwslogsTarget, awslogsTarget, type LoggedContainer } from './awslogs-target.ts';
import { EventBatch } from './event-batch.ts';
import { LinePipe } from './line-pipe.ts';
import type { LogEvent } from './log-event.ts';

/** CloudWatch Logs as the driver writes to it. */
export interface LogSink {
  groupExists(accountId: string, region: string, group: string): boolean;
  ensureGroup(accountId: string, region: string, group: string): void;
  /** The stream's id, or undefined when its group is gone. */
  ensureStream(accountId: string, region: string, group: string, stream: string): number | undefined;
  /** Appends events and where the container's log was read up to, in one transaction. */
  append(
    streamId: number,
    events: readonly { readonly timestampMs: number; readonly message: string }[],
    cursor: { readonly containerId: string; readonly afterNs: bigint },
  ): void;
  cursor(containerId: string): bigint | undefined;
  forgetCursor(containerId: string): void;
}

interface Following {
  readonly follower: LogFollower;
  /** Resolves when the last line has been written. */
  readonly done: Promise<void>;
  readonly pipe: LinePipe;
  readonly batch: EventBatch;
}

/** Carries what containers print into CloudWatch Logs, from the first byte and without holes over a restart. */
export class LogDriver implements AsyncDisposable {
  readonly #runtime: ContainerRuntime;
  readonly #sink: LogSink;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #following = new Map<string, Following>();

  constructor(options: { runtime: ContainerRuntime; sink: LogSink; clock: Clock; log: Logger }) {
    this.#runtime = options.runtime;
    this.#sink = options.sink;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /**
   * Makes the container's log group where it is asked for, and its stream, which stands before its first output;
   * without a prefix the stream bears the container's id and waits for it. Returns AWS's sentence when it cannot (what
   * stands behind `ResourceInitializationError: `), undefined when all is well.
   */
  prepare(task: Task, container: LoggedContainer): string | undefined {
    const { accountId, region: taskRegion } = task.spec;
    let target: AwslogsTarget | undefined;
    try {
      target = awslogsTarget(taskRegion, container);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return `failed to validate logger args: ${text}`;
    }
    if (target === undefined) return undefined;
    const { region, group, createGroup, streamPrefix } = target;
    if (createGroup) this.#sink.ensureGroup(accountId, region, group);
    if (!this.#sink.groupExists(accountId, region, group))
      return 'failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1';
    if (streamPrefix !== undefined)
      this.#sink.ensureStream(accountId, region, group, prefixed(streamPrefix, container, task));
    return undefined;
  }

  /** Begins, or after a restart goes on, to read a container's log. A second call for one container does nothing. */
  follow(task: Task, container: LoggedContainer, runtimeId: string): void {
    const target = awslogsTarget(task.spec.region, container);
    if (target === undefined || this.#following.has(runtimeId)) return;
    const { region, group, streamPrefix, start } = target;
    const stream = streamPrefix === undefined ? runtimeId : prefixed(streamPrefix, container, task);
    const streamId = this.#sink.ensureStream(task.spec.accountId, region, group, stream);
    if (streamId === undefined) {
      this.#log.warn({ task: task.id, group }, 'the log group of a running container is gone');
      return;
    }
    const batch = new EventBatch(
      (events) => this.#write(runtimeId, streamId, events),
      (error) =>
        this.#log.error({ err: error, task: task.id }, 'log lines could not be written and are kept'),
    );
    const pipe = new LinePipe(start, this.#clock, (event) => batch.add(event));
    const afterNs = this.#sink.cursor(runtimeId);
    const follower = this.#runtime.followLogs(runtimeId, { afterNs }, (line) => pipe.add(line));
    const done = follower.ended.then(() => {
      pipe.end();
      batch.flush();
    });
    this.#following.set(runtimeId, { follower, done, pipe, batch });
  }

  /** Resolves when a container that has stopped is read to its last line. */
  async finish(runtimeId: string): Promise<void> {
    const following = this.#following.get(runtimeId);
    await following?.done;
    // The last chance of lines that could not be written a moment ago.
    following?.batch.flush();
    this.#following.delete(runtimeId);
  }

  /** To be called once the container is gone: before that a restart would read its log again from the start. */
  forget(runtimeId: string): void {
    this.#sink.forgetCursor(runtimeId);
  }

  /** Stops reading; what was read is written, but for an event that may still go on: the next start reads it whole. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { follower, pipe } of this.#following.values()) {
      pipe.abandon();
      follower.stop();
    }
    await Promise.all([...this.#following.values()].map(({ done }) => done));
    this.#following.clear();
  }

  #write(containerId: string, streamId: number, events: readonly LogEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    const written = events.filter(({ message }) => message !== '');
    this.#sink.append(streamId, written, { containerId, afterNs: last.lastLineNs });
  }
}

function prefixed(prefix: string, { name }: LoggedContainer, { id }: Task): string {
  return `${prefix}/${name}/${id}`;
}
