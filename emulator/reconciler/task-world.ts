import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { Logger } from 'pino';
import type { Clock } from '../../src/clock.ts';
import type { Timing } from '../../src/plan/timing.ts';
import type { ServiceRevisionStore } from '../../src/services/ecs/service-deployment/service-revision-store.ts';
import type { TaskCredentials } from '../../src/services/ecs/task/credentials/task-credentials.ts';
import type { TargetPlace } from '../../src/services/ecs/task/target-place.ts';
import type { TaskStore } from '../../src/services/ecs/task/task-store.ts';
import type { State } from '../../src/state/state.ts';
import type { LogDriver } from '../log-driver/log-driver.ts';
import type { TaskAccess } from '../metadata/task-access.ts';
import type { TaskNames } from '../name-server/task-names.ts';
import type { ContainerRuntime } from '../runtime/runtime.ts';
import type { SandboxPool } from './network/sandbox-pool.ts';
import type { TaskEnvironmentFiles } from './resources/task-environment-files.ts';
import type { TaskFirelens } from './resources/task-firelens.ts';
import type { TaskSecrets } from './task-secrets.ts';

/** All that carrying out a task's steps needs. */
export interface TaskWorld {
  readonly state: State;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: Logger;
  readonly tasks: TaskStore;
  readonly definitions: TaskDefinitions;
  readonly serviceRevisions: Pick<ServiceRevisionStore, 'pinnedImage' | 'pinImage'>;
  readonly runtime: ContainerRuntime;
  readonly sandboxes: SandboxPool;
  readonly targets: TaskTargets;
  readonly secrets: TaskSecrets;
  readonly environmentFiles: TaskEnvironmentFiles;
  readonly firelens: TaskFirelens;
  readonly logs: LogDriver;
  readonly access: Pick<TaskAccess, 'prepare'>;
  readonly names: Pick<TaskNames, 'serversOnBridge'>;
  readonly credentials: Pick<TaskCredentials, 'forget'>;
  readonly instanceId: string;
  /** Tasks whose images are being pulled in the background. */
  readonly pulls: Set<string>;
  /** Says whose container that is, before its first event can come. */
  own(runtimeId: string, taskArn: string, containerName: string): void;
  /** Asks for the task to be worked on again: something in the background came to its end. */
  wake(taskArn: string): void;
}

export interface TaskDefinitions {
  find(arn: string): TaskDefinition | undefined;
}

/** The places of tasks in target groups. */
export interface TaskTargets {
  register(targetGroupArn: string, place: TargetPlace, availabilityZone: string): void;
  startDraining(targetGroupArn: string, place: TargetPlace): void;
  /** False once the target is gone from its group. */
  isDraining(targetGroupArn: string, place: TargetPlace): boolean;
}
