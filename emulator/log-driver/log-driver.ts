import type { Logger } from 'pino';
import type { Task } from '../../src/services/ecs/task/task.ts';
import type { ContainerRuntime, LogFollower, LogLine } from '../runtime/runtime.ts';

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

/** What a container's definition says of its log. */
export interface LoggedContainer {
  readonly name: string;
  readonly logConfiguration?: {
    readonly logDriver?: string;
    readonly options?: Readonly<Record<string, string>>;
  };
}

interface AwslogsTarget {
  readonly region: string;
  readonly group: string;
  readonly createGroup: boolean;
  readonly streamPrefix: string | undefined;
}

interface Following {
  readonly follower: LogFollower;
  /** Resolves when the last line has been written. */
  readonly done: Promise<void>;
  readonly batch: LineBatch;
}

const longestBatch = 1000;

/** Carries what containers print into CloudWatch Logs, from the first byte and without holes over a restart. */
export class LogDriver implements AsyncDisposable {
  readonly #runtime: ContainerRuntime;
  readonly #sink: LogSink;
  readonly #log: Logger;
  readonly #following = new Map<string, Following>();

  constructor(options: { runtime: ContainerRuntime; sink: LogSink; log: Logger }) {
    this.#runtime = options.runtime;
    this.#sink = options.sink;
    this.#log = options.log;
  }

  /**
   * Makes the container's log stream, which stands before its first output. Returns AWS's sentence when it cannot
   * (what stands behind `ResourceInitializationError: `), undefined when all is well.
   */
  prepare(task: Task, container: LoggedContainer): string | undefined {
    const target = awslogsTarget(task, container);
    if (target === undefined) return undefined;
    const { accountId } = task.spec;
    if (target.createGroup) this.#sink.ensureGroup(accountId, target.region, target.group);
    if (this.#streamOf(task, container, target) !== undefined) return undefined;
    return 'failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1';
  }

  /** Begins, or after a restart goes on, to read a container's log. A second call for one container does nothing. */
  follow(task: Task, container: LoggedContainer, runtimeId: string): void {
    const target = awslogsTarget(task, container);
    if (target === undefined || this.#following.has(runtimeId)) return;
    const streamId = this.#streamOf(task, container, target);
    if (streamId === undefined) {
      this.#log.warn({ task: task.id, group: target.group }, 'the log group of a running container is gone');
      return;
    }
    const batch = new LineBatch(
      (lines) => this.#write(runtimeId, streamId, lines),
      (error) =>
        this.#log.error({ err: error, task: task.id }, 'log lines could not be written and are kept'),
    );
    const afterNs = this.#sink.cursor(runtimeId);
    const follower = this.#runtime.followLogs(runtimeId, { afterNs }, (line) => batch.add(line));
    const done = follower.ended.then(() => batch.flush());
    this.#following.set(runtimeId, { follower, done, batch });
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

  /** Stops reading; what was read is written. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { follower } of this.#following.values()) follower.stop();
    await Promise.all([...this.#following.values()].map(({ done }) => done));
    this.#following.clear();
  }

  #write(containerId: string, streamId: number, lines: readonly LogLine[]): void {
    const last = lines.at(-1);
    if (last === undefined) return;
    const events = lines
      .filter(({ text }) => text !== '')
      .map(({ atNs, text }) => ({ timestampMs: Number(atNs / 1_000_000n), message: text }));
    this.#sink.append(streamId, events, { containerId, afterNs: last.atNs });
  }

  #streamOf(task: Task, container: LoggedContainer, target: AwslogsTarget): number | undefined {
    const { accountId } = task.spec;
    if (!this.#sink.groupExists(accountId, target.region, target.group)) return undefined;
    const stream =
      target.streamPrefix === undefined
        ? `${container.name}/${task.id}`
        : `${target.streamPrefix}/${container.name}/${task.id}`;
    return this.#sink.ensureStream(accountId, target.region, target.group, stream);
  }
}

function awslogsTarget(task: Task, { logConfiguration }: LoggedContainer): AwslogsTarget | undefined {
  const group = logConfiguration?.options?.['awslogs-group'];
  if (logConfiguration?.logDriver !== 'awslogs' || group === undefined) return undefined;
  return {
    group,
    region: logConfiguration.options?.['awslogs-region'] ?? task.spec.region,
    createGroup: logConfiguration.options?.['awslogs-create-group'] === 'true',
    streamPrefix: logConfiguration.options?.['awslogs-stream-prefix'],
  };
}

/** Collects the lines of one turn of the event loop, so that a burst becomes one transaction. */
class LineBatch {
  readonly #write: (lines: readonly LogLine[]) => void;
  readonly #onFailure: (error: unknown) => void;
  #lines: LogLine[] = [];
  #scheduled: NodeJS.Immediate | undefined;

  constructor(write: (lines: readonly LogLine[]) => void, onFailure: (error: unknown) => void) {
    this.#write = write;
    this.#onFailure = onFailure;
  }

  add(line: LogLine): void {
    this.#lines.push(line);
    // At every multiple, so that lines that wait after a failure do not make each further one a try of its own.
    if (this.#lines.length % longestBatch === 0) this.flush();
    else this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Lines that cannot be written (the disk is full, say) wait for the next flush. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    try {
      this.#write(this.#lines);
      this.#lines = [];
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
