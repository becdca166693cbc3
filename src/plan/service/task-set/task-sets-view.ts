import type {
  DeploymentSettings,
  SchedulerMemory,
  ServiceStatus,
} from '../../../services/ecs/service/service.ts';
import type { TaskSet, TaskSetProgress } from '../../../services/ecs/task-set/task-set.ts';
import type { Timing } from '../../timing.ts';
import type { ReplicaRoom, ServiceAction, ServiceTask } from '../service-view.ts';

/** All that a service of the EXTERNAL deployment controller is planned by, as plain data. */
export interface TaskSetsView {
  readonly name: string;
  readonly status: Exclude<ServiceStatus, 'INACTIVE'>;
  readonly desiredCount: number;
  readonly settings: DeploymentSettings;
  readonly healthCheckGracePeriodMs: number;
  readonly taskSets: readonly TaskSet[];
  /** The service's tasks in order of creation, those among them that stopped since the last plan. */
  readonly tasks: readonly ServiceTask[];
  /** What container instances have room for, by task set; of those on Fargate there is none. */
  readonly rooms: ReadonlyMap<string, ReplicaRoom>;
  readonly memory: SchedulerMemory;
  readonly timing: Timing;
}

export type TaskSetAction =
  /** A `deploymentId` is a task set's. */
  | ServiceAction
  | {
      readonly type: 'set-task-set';
      readonly taskSet: TaskSet;
      readonly progress: TaskSetProgress;
      readonly updatedAtMs: number;
    }
  | { readonly type: 'remove-task-set'; readonly taskSet: TaskSet };

export interface TaskSetsPlan {
  readonly actions: readonly TaskSetAction[];
  /** When to plan again though nothing changes, in milliseconds since the epoch. */
  readonly wakeAtMs?: number;
}
