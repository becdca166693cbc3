import type { TaskDefinition, TaskOverride, TaskVolumeConfiguration } from '@aws-sdk/client-ecs';
import {
  brokenPlacement,
  type ConstraintInput,
  type StrategyInput,
} from '../../../../plan/placement/check-placement.ts';
import { invalidParameter } from '../../errors.ts';
import { checkOneOf } from '../../one-of.ts';
import { checkPlatformVersion } from '../../platform-version.ts';
import { checkTags } from '../../tag/check-tags.ts';
import { checkVolumeConfigurations } from '../managed-volume.ts';
import { checkOverrides } from './check-overrides.ts';
import type { TaskLaunch } from './launch-tasks.ts';
import { checkRunnable } from './unsupported-fields.ts';

/** What RunTask asks beside what StartTask asks as well. */
export interface PlacedLaunch extends TaskLaunch {
  readonly placementConstraints?: readonly ConstraintInput[];
  readonly placementStrategy?: readonly StrategyInput[];
}

/** Of whom a task says that it was started. @throws AwsError for a text that AWS would not take */
export function checkStartedBy(startedBy: string | undefined, longest: number): void {
  if (startedBy === undefined) return;
  if (startedBy.length > longest) throw invalidParameter(`startedBy longer than ${longest}.`);
  if (!/^[A-Za-z0-9\-_/]*$/.test(startedBy)) throw invalidParameter('startedBy contains invalid characters.');
}

/** @throws AwsError with AWS's sentences for what no task can be launched with */
export function checkLaunch(
  launch: TaskLaunch & {
    readonly overrides?: TaskOverride;
    readonly volumeConfigurations?: readonly TaskVolumeConfiguration[];
  },
  definition: TaskDefinition,
  launchType: 'EC2' | 'FARGATE',
): void {
  checkTags(launch.tags);
  // A task of its own has no service whose tags it could take.
  checkOneOf('Propagate tags', launch.propagateTags, ['TASK_DEFINITION', 'NONE']);
  // The name that ECS itself gives to the tasks of a service.
  if (launch.group?.startsWith('service:')) throw invalidParameter('Invalid namespace for group.');
  checkCompatibility(definition, launchType);
  if (launch.enableExecuteCommand === true && !(launch.overrides?.taskRoleArn || definition.taskRoleArn))
    throw invalidParameter(
      'The execute command failed because a valid task role is not being used. Specify a valid task role in your task definition or as a task override and try again.',
    );
  checkOverrides(launch.overrides, definition, launchType);
  checkRunnable(definition);
  checkVolumeConfigurations(launch.volumeConfigurations, definition);
}

/** @throws AwsError for a definition that the launch type cannot run */
export function checkCompatibility({ compatibilities }: TaskDefinition, launchType: 'EC2' | 'FARGATE'): void {
  if (!compatibilities?.includes(launchType))
    throw invalidParameter(`Task definition does not support launch_type ${launchType}.`);
}

/** @throws AwsError with AWS's sentences for a platform or a placement that the launch type does not have */
export function checkLaunchType(
  { platformVersion, placementConstraints = [], placementStrategy = [] }: PlacedLaunch,
  launchType: 'EC2' | 'FARGATE',
): void {
  if (launchType === 'EC2') {
    if (platformVersion !== undefined && platformVersion !== '')
      throw invalidParameter('The platform version must be null when specifying an EC2 launch type.');
    const broken = brokenPlacement(placementConstraints, placementStrategy);
    if (broken !== undefined) throw invalidParameter(broken);
    return;
  }
  checkPlatformVersion(platformVersion);
  if (placementConstraints.length > 0)
    throw invalidParameter('Placement constraints are not supported with FARGATE launch type.');
  if (placementStrategy.length > 0)
    throw invalidParameter('Placement strategies are not supported with FARGATE launch type.');
}
