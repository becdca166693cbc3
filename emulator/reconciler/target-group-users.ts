import type { Task } from '../../src/services/ecs/task/task.ts';
import type { TaskStore } from '../../src/services/ecs/task/task-store.ts';

/** Which tasks, and which services, a change in a target group concerns. */
export class TargetGroupUsers {
  readonly #byGroup = new Map<string, Set<string>>();
  readonly #serviceOf = new Map<string, string>();
  readonly #draining = new Set<string>();

  constructor(tasks: Pick<TaskStore, 'listLive'>) {
    for (const task of tasks.listLive()) this.#add(task);
  }

  /** To be called when a task changed, with the task as it stands; undefined when it is gone. */
  update(taskArn: string, task: Task | undefined): void {
    if (task === undefined || task.lastStatus === 'STOPPED') this.#remove(taskArn);
    else this.#add(task);
  }

  /** The tasks that wait for their targets in that group to be drained: no other asks what becomes of a target. */
  drainingTasksOf(targetGroupArn: string): readonly string[] {
    const users = this.#byGroup.get(targetGroupArn);
    return [...this.#draining].filter((arn) => users?.has(arn));
  }

  servicesOf(targetGroupArn: string): readonly string[] {
    const users = [...(this.#byGroup.get(targetGroupArn) ?? [])];
    return [...new Set(users.flatMap((arn) => this.#serviceOf.get(arn) ?? []))];
  }

  #add(task: Task): void {
    if (task.serviceArn === undefined) return;
    if (task.lastStatus === 'DEACTIVATING') this.#draining.add(task.arn);
    else this.#draining.delete(task.arn);
    if (this.#serviceOf.has(task.arn)) return;
    this.#serviceOf.set(task.arn, task.serviceArn);
    for (const { targetGroupArn } of task.spec.loadBalancers) {
      const users = this.#byGroup.get(targetGroupArn) ?? new Set();
      this.#byGroup.set(targetGroupArn, users.add(task.arn));
    }
  }

  #remove(taskArn: string): void {
    this.#draining.delete(taskArn);
    if (!this.#serviceOf.delete(taskArn)) return;
    for (const [arn, users] of this.#byGroup)
      if (users.delete(taskArn) && users.size === 0) this.#byGroup.delete(arn);
  }
}
