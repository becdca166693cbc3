import type { DescribeTasksResponse, RunTaskResponse } from '@aws-sdk/client-ecs';
import type { BenchContext } from '../bench.ts';
import { until } from '../until.ts';
import { EcsCaller } from './aws-call.ts';
import type { TinyTask } from './tiny-task.ts';

const deadlineMs = 60_000;
/** Of many tasks, which take seconds: asking more often would take a part of the machine that shows. */
const manyPollMs = 40;

/** Runs tasks, and times it: from the first RunTask to the first DescribeTasks that shows all of them RUNNING. */
export class TaskRunner implements Disposable {
  readonly #context: BenchContext;
  readonly #task: TinyTask;
  readonly #callers: readonly EcsCaller[];

  /** @param calls how many calls of RunTask go out at once, each over a connection of its own */
  constructor(context: BenchContext, endpoint: string, task: TinyTask, calls = 1) {
    this.#context = context;
    this.#task = task;
    this.#callers = Array.from({ length: calls }, () => new EcsCaller(endpoint));
  }

  /** Stops the tasks again, and waits for their end, outside of the time that is returned. */
  async time(count = 1): Promise<number> {
    const beganMs = performance.now();
    const answers = await Promise.all(
      this.#callers.map((ecs) => ecs.call<RunTaskResponse>('RunTask', { ...this.#task, count })),
    );
    const arns = answers.flatMap(({ tasks }) => tasks ?? []).map(({ taskArn }) => taskArn ?? '');
    await this.#reached(arns, 'RUNNING', arns.length === 1 ? 3 : manyPollMs);
    const tookMs = performance.now() - beganMs;
    const [ecs] = this.#callers;
    for (const task of arns) await ecs?.call('StopTask', { cluster: this.#task.cluster, task });
    await this.#reached(arns, 'STOPPED', manyPollMs);
    return tookMs;
  }

  async #reached(arns: readonly string[], status: 'RUNNING' | 'STOPPED', pollMs: number): Promise<void> {
    const { signal } = this.#context;
    const { cluster } = this.#task;
    const [ecs] = this.#callers;
    await until({ signal, what: `${arns.length} tasks ${status}`, pollMs, deadlineMs }, async () => {
      const answer = await ecs?.call<DescribeTasksResponse>('DescribeTasks', { cluster, tasks: arns });
      const tasks = answer?.tasks ?? [];
      const failed = tasks.find(({ desiredStatus }) => desiredStatus === 'STOPPED');
      if (status === 'RUNNING' && failed !== undefined)
        throw new Error(`${failed.taskArn} failed: ${failed.stoppedReason}`);
      return tasks.every(({ lastStatus }) => lastStatus === status) ? true : undefined;
    });
  }

  [Symbol.dispose](): void {
    for (const caller of this.#callers) caller[Symbol.dispose]();
  }
}
