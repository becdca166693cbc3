import { describeTask } from '../../../src/services/ecs/task/describe-task.ts';
import { TaskStore } from '../../../src/services/ecs/task/task-store.ts';
import type { State } from '../../../src/state/state.ts';

export type ShownTask = ReturnType<typeof describeTask>;

/** Everything that a client could have seen of the one task of the cluster `default`, commit by commit. */
export class TaskWatch {
  readonly seen: ShownTask[] = [];

  /** To be called after every commit. */
  readonly look = (state: State): void => {
    const [task] = new TaskStore(state).listOfCluster('arn:aws:ecs:us-east-1:000000000000:cluster/default');
    if (task === undefined) return;
    const shown = describeTask(task, []);
    if (JSON.stringify(shown) !== JSON.stringify(this.seen.at(-1))) this.seen.push(shown);
  };

  /** Each different row of what `show` picks, in order. */
  course(show: (task: ShownTask) => string): string[] {
    return this.seen.map(show).filter((row, index, all) => row !== all[index - 1]);
  }

  get last(): ShownTask {
    const last = this.seen.at(-1);
    if (last === undefined) throw new Error('No task was seen.');
    return last;
  }
}
