import type {
  Deployment,
  DeploymentSettings,
  SchedulerMemory,
  ServiceStatus,
} from '../../services/ecs/service/service.ts';
import type { AlarmState } from '../../services/ecs/service-deployment/alarm-source.ts';
import type { ServiceDeployment } from '../../services/ecs/service-deployment/service-deployment.ts';
import type { Announcement, TaskLoadBalancer, TaskStatus, TaskStop } from '../../services/ecs/task/task.ts';
import type { Timing } from '../timing.ts';

/** All that the service planner decides by: desired state and what was observed, as plain data. */
export interface ServiceView {
  readonly name: string;
  readonly status: Exclude<ServiceStatus, 'INACTIVE'>;
  readonly desiredCount: number;
  readonly settings: DeploymentSettings;
  readonly healthCheckGracePeriodMs: number;
  /** PRIMARY first, then newest first. */
  readonly deployments: readonly Deployment[];
  /** Those that have not ended, newest first. */
  readonly serviceDeployments: readonly ServiceDeployment[];
  /** The states of the alarms that deployments watch; empty where they watch none. */
  readonly alarms: readonly ObservedAlarm[];
  /** The service's tasks in order of creation, those among them that stopped since the last plan. */
  readonly tasks: readonly ServiceTask[];
  readonly memory: SchedulerMemory;
  readonly timing: Timing;
}

export interface ObservedAlarm {
  readonly name: string;
  readonly state: AlarmState;
}

export interface ServiceTask {
  readonly arn: string;
  readonly id: string;
  readonly sequence: number;
  readonly deploymentId: string;
  readonly availabilityZone: string;
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  readonly lastStatus: TaskStatus;
  readonly startedAtMs?: number;
  readonly stoppedAtMs?: number;
  readonly stop?: TaskStop;
  /** Until then neither scale-in nor a deployment stops it. */
  readonly protectedUntilMs?: number;
  /** `none` where no essential container has a health check. */
  readonly containerHealth: 'none' | 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY';
  readonly targets: readonly TaskTarget[];
  /** What the task machine did with the targets. */
  readonly targetState: 'none' | 'registered' | 'deregistered';
  readonly announced: readonly Announcement[];
}

export interface TaskTarget extends TaskLoadBalancer {
  readonly health:
    | { readonly state: 'pending' | 'healthy' }
    | { readonly state: 'unhealthy'; readonly description: string };
}

export type ServiceAction =
  | {
      readonly type: 'start-tasks';
      readonly deploymentId: string;
      readonly count: number;
      readonly replacedUnhealthy: number;
    }
  | { readonly type: 'stop-tasks'; readonly taskArns: readonly string[]; readonly reason: string }
  | { readonly type: 'add-event'; readonly message: string }
  | { readonly type: 'announce'; readonly taskArn: string; readonly announcement: Announcement }
  | {
      readonly type: 'set-progress';
      readonly deploymentId: string;
      readonly progress: Deployment['progress'];
    }
  /** Makes an older deployment PRIMARY again, and the service what that deployment's revision says. */
  | { readonly type: 'roll-back'; readonly deploymentId: string }
  | { readonly type: 'remove-deployment'; readonly deploymentId: string }
  | {
      readonly type: 'set-service-deployment';
      readonly arn: string;
      readonly progress: ServiceDeployment['progress'];
    }
  | { readonly type: 'set-inactive' }
  | { readonly type: 'remember'; readonly memory: SchedulerMemory };

export interface ServicePlan {
  readonly actions: readonly ServiceAction[];
  /** When to plan again though nothing changes, in milliseconds since the epoch. */
  readonly wakeAtMs?: number;
}
