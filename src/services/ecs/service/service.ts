import type {
  NetworkConfiguration,
  PlacementConstraint,
  PlacementStrategy,
  ServiceVolumeConfiguration,
} from '@aws-sdk/client-ecs';
import type { StrategyItem } from '../../../plan/distribute-tasks.ts';
import type { TaskLoadBalancer } from '../task/task.ts';

export type ServiceStatus = 'ACTIVE' | 'DRAINING' | 'INACTIVE';

/**
 * What a service was asked to be; the API writes it. A service of the ECS controller says itself what its tasks are; one
 * of the EXTERNAL controller leaves that to its task sets.
 */
export type ServiceDocument = EcsControlledDocument | ExternalDocument;

export interface EcsControlledDocument extends ServiceSettings, DeploymentSpec {
  readonly controller: 'ECS';
}

export interface ExternalDocument extends ServiceSettings {
  readonly controller: 'EXTERNAL';
}

/** What services of every deployment controller have. */
export interface ServiceSettings {
  readonly accountId: string;
  readonly region: string;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly deploymentConfiguration: DeploymentSettings;
  /** On container instances only. */
  readonly placementConstraints: readonly PlacementConstraint[];
  readonly placementStrategy: readonly PlacementStrategy[];
  readonly healthCheckGracePeriodSeconds?: number;
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON';
  readonly enableECSManagedTags: boolean;
  readonly enableExecuteCommand: boolean;
  readonly propagateTags: 'NONE' | 'SERVICE' | 'TASK_DEFINITION';
  readonly availabilityZoneRebalancing: 'ENABLED' | 'DISABLED';
  readonly clientToken?: string;
  /** Hash of the creating request, for CreateService's idempotency. */
  readonly requestHash: string;
}

/** How deployments of a service are made. The SDK's DeploymentConfiguration, with every default filled in. */
export interface DeploymentSettings {
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
  readonly deploymentCircuitBreaker: CircuitBreakerSettings;
  readonly alarms?: AlarmSettings;
  readonly bakeTimeInMinutes: number;
}

export interface CircuitBreakerSettings {
  readonly enable: boolean;
  readonly rollback: boolean;
  /** Whether only failures in a row count: a task that becomes healthy sets the count back. */
  readonly resetOnHealthyTask: boolean;
  readonly thresholdConfiguration: {
    readonly type: 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT' | 'COUNT';
    /** Percent of the desired count, or a number of tasks. */
    readonly value: number;
  };
}

export interface AlarmSettings {
  readonly alarmNames: readonly string[];
  readonly enable: boolean;
  readonly rollback: boolean;
}

/** What the service planner keeps between two runs; it alone writes this. */
export interface SchedulerMemory {
  /** Whether the steady state that the service is in was said in an event. */
  readonly steady: boolean;
  /** Messages that are not to be repeated until something else happened. */
  readonly said: readonly string[];
  /** Whether tasks are being moved for an even spread over the zones. */
  readonly isRebalancing?: boolean;
}

export interface Service {
  readonly arn: string;
  readonly clusterArn: string;
  readonly name: string;
  readonly status: ServiceStatus;
  readonly desiredCount: number;
  readonly document: ServiceDocument;
  readonly memory: SchedulerMemory;
}

export type RolloutState = 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';

/** One deployment of a service: the newest is PRIMARY, replaced ones are ACTIVE until their tasks are gone. */
export interface Deployment {
  readonly id: string;
  readonly serviceArn: string;
  readonly status: 'PRIMARY' | 'ACTIVE';
  readonly createdAtMs: number;
  readonly spec: DeploymentSpec;
  readonly progress: DeploymentProgress;
}

/** Fixed when the deployment begins. */
export interface DeploymentSpec {
  readonly taskDefinitionArn: string;
  readonly launchType: 'FARGATE' | 'EC2';
  /** Shown in the place of the launch type where it is set. */
  readonly capacityProviderStrategy?: readonly StrategyItem[];
  readonly platformVersion?: string;
  readonly networkConfiguration?: NetworkConfiguration;
  readonly loadBalancers: readonly TaskLoadBalancer[];
  readonly volumeConfigurations?: readonly ServiceVolumeConfiguration[];
}

/** That part of a service that a deployment brings about, with every member there, be it undefined. */
export function deploymentSpec(from: DeploymentSpec): DeploymentSpec {
  return {
    taskDefinitionArn: from.taskDefinitionArn,
    launchType: from.launchType,
    capacityProviderStrategy: from.capacityProviderStrategy,
    platformVersion: from.platformVersion,
    networkConfiguration: from.networkConfiguration,
    loadBalancers: from.loadBalancers,
    volumeConfigurations: from.volumeConfigurations,
  };
}

/** Written by the service planner. */
export interface DeploymentProgress {
  readonly rolloutState: RolloutState;
  readonly rolloutStateReason: string;
  readonly updatedAtMs: number;
  /**
   * How many tasks of it the service is to have: 0 until scheduling starts, as AWS shows it, and of a deployment that is
   * being replaced those that were not given up yet.
   */
  readonly desiredCount: number;
  /**
   * Tasks in a row that never reached RUNNING, failed their health checks or ended before they were healthy; 0 again
   * once one runs as it should.
   */
  readonly failedTasks: number;
  readonly throttle: StartThrottle;
}

/** How starts are slowed down that fail again and again: by rounds, a round being all that is started meanwhile. */
export interface StartThrottle {
  /** Rounds in a row with a task that never reached RUNNING; 0 again once one did. */
  readonly failedRounds: number;
  /** The newest task when the last such round was counted: older ones that fail later belong to that round. */
  readonly lastSequence: number;
  /** No task is started before this time. */
  readonly nextStartAtMs?: number;
}
