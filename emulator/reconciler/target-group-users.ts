import type { Task } from '../../src/services/ecs/task/task.ts';
import type { TaskStore } from '../../src/services/ecs/task/task-store.ts';

/** Which tasks, and so which services, a change in a target group concerns. */
export class TargetGroupUsers {
  readonly #tasks: TaskStore;
  readonly #byGroup = new Map<string, Set<string>>();
  readonly #serviceOf = new Map<string, string>();

  constructor(tasks: TaskStore) {
    this.#tasks = tasks;
    for (const task of tasks.listLive()) this.#add(task);
  }

  /** To be called when a task changed. */
  update(taskArn: string): void {
    const task = this.#tasks.find(taskArn);
    if (task === undefined || task.lastStatus === 'STOPPED') this.#remove(taskArn);
    else if (!this.#serviceOf.has(taskArn)) this.#add(task);
  }

  tasksOf(targetGroupArn: string): readonly string[] {
    return [...(this.#byGroup.get(targetGroupArn) ?? [])];
  }

  servicesOf(targetGroupArn: string): readonly string[] {
    return [...new Set(this.tasksOf(targetGroupArn).flatMap((arn) => this.#serviceOf.get(arn) ?? []))];
  }

  #add(task: Task): void {
    if (task.serviceArn === undefined) return;
    this.#serviceOf.set(task.arn, task.serviceArn);
    for (const { targetGroupArn } of task.spec.loadBalancers) {
      const users = this.#byGroup.get(targetGroupArn) ?? new Set();
      this.#byGroup.set(targetGroupArn, users.add(task.arn));
    }
  }

  #remove(taskArn: string): void {
    if (!this.#serviceOf.delete(taskArn)) return;
    for (const [arn, users] of this.#byGroup)
      if (users.delete(taskArn) && users.size === 0) this.#byGroup.delete(arn);
  }
}
