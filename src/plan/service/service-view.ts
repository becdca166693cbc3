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
  /** What the container instances have room for; absent on Fargate, which has room for everything. */
  readonly room?: ReplicaRoom | DaemonRoom;
  /** The zones that its tasks are to be spread over evenly; absent where AWS does not rebalance them. */
  readonly balancedZones?: readonly string[];
  readonly memory: SchedulerMemory;
  readonly timing: Timing;
}

export interface ReplicaRoom {
  readonly type: 'replica';
  /** How many further tasks find a place now, as far as they were looked for. */
  readonly placeable: number;
  /** Why one more finds none, as an event says it. */
  readonly why: string;
}

export interface DaemonRoom {
  readonly type: 'daemon';
  /** The ARNs of the instances that are to have a task each. */
  readonly eligible: readonly string[];
  /** Those of them that have no room for one. */
  readonly full: ReadonlySet<string>;
  readonly why: string;
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
  /** Where it runs; absent on Fargate. */
  readonly containerInstanceArn?: string;
  /** Its instance drains: it is to run elsewhere. */
  readonly isDisplaced?: boolean;
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
      /** Anywhere where it is absent. */
      readonly where?: StartPlace;
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

export type StartPlace =
  /** One task on each. */
  | { readonly type: 'instances'; readonly arns: readonly string[] }
  /** To balance the zones. */
  | { readonly type: 'zone'; readonly availabilityZone: string };

export interface ServicePlan {
  readonly actions: readonly ServiceAction[];
  /** When to plan again though nothing changes, in milliseconds since the epoch. */
  readonly wakeAtMs?: number;
}
