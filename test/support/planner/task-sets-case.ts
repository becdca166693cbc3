import type { TaskSetsPlan, TaskSetsView } from '../../../src/plan/service/task-set/task-sets-view.ts';

/** A row of a table of what is planned for a service's task sets. */
export interface TaskSetsCase {
  readonly title: string;
  readonly view: Partial<TaskSetsView>;
  readonly plan: TaskSetsPlan;
}

/** Where the tasks of such a service are reached. */
export const webTarget = {
  targetGroupArn: 'target-group/web',
  containerName: 'web',
  containerPort: 80,
} as const;
