import type {
  DeploymentController,
  NetworkConfiguration,
  PlacementConstraint,
  PlacementStrategy,
  ServiceVolumeConfiguration,
} from '@aws-sdk/client-ecs';
import type { StrategyItem } from '../../../plan/distribute-tasks.ts';
import type { TaskLoadBalancer } from '../task/task.ts';

export type ServiceStatus = 'ACTIVE' | 'DRAINING' | 'INACTIVE';

/** What a service was asked to be; the API writes it. */
export interface ServiceDocument {
  readonly accountId: string;
  readonly region: string;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly taskDefinitionArn: string;
  readonly launchType: 'FARGATE' | 'EC2';
  /** Shown in the place of the launch type where it is set. */
  readonly capacityProviderStrategy?: readonly StrategyItem[];
  readonly platformVersion?: string;
  readonly deploymentConfiguration: DeploymentSettings;
  readonly deploymentController?: DeploymentController;
  readonly networkConfiguration?: NetworkConfiguration;
  readonly loadBalancers: readonly TaskLoadBalancer[];
  readonly volumeConfigurations?: readonly ServiceVolumeConfiguration[];
  /** On container instances only. */
  readonly placementConstraints: readonly PlacementConstraint[];
  readonly placementStrategy: readonly PlacementStrategy[];
  readonly healthCheckGracePeriodSeconds?: number;
  readonly schedulingStrategy: 'REPLICA';
  readonly enableECSManagedTags: boolean;
  readonly enableExecuteCommand: boolean;
  readonly propagateTags: 'NONE' | 'SERVICE' | 'TASK_DEFINITION';
  readonly availabilityZoneRebalancing: 'ENABLED' | 'DISABLED';
  readonly clientToken?: string;
  /** Hash of the creating request, for CreateService's idempotency. */
  readonly requestHash: string;
}

export interface DeploymentSettings {
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
  readonly deploymentCircuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
}

/** What the service planner keeps between two runs; it alone writes this. */
export interface SchedulerMemory {
  /** Whether the steady state that the service is in was said in an event. */
  readonly steady: boolean;
  /** Messages that are not to be repeated until something else happened. */
  readonly said: readonly string[];
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

/** Written by the service planner. */
export interface DeploymentProgress {
  readonly rolloutState: RolloutState;
  readonly rolloutStateReason: string;
  readonly updatedAtMs: number;
  /** 0 until scheduling starts, as AWS shows it. */
  readonly desiredCount: number;
  /** Consecutive tasks that never reached RUNNING; 0 again once one did. */
  readonly failedTasks: number;
  /** After repeated failures no task is started before this time. */
  readonly nextStartAtMs?: number;
}
