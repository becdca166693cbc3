import { randomBytes } from 'node:crypto';
import type { TaskDefinition, TaskVolumeConfiguration } from '@aws-sdk/client-ecs';
import { v4 as uuid } from 'uuid';
import { invalidParameter, notYet } from '../errors.ts';
import { isOutside } from '../task-definition/rules/rule.ts';

/** An EBS volume of one task, as it was configured at launch. */
export interface ManagedVolume {
  /** In the task definition. */
  readonly name: string;
  /** `vol-` and 17 hex digits. */
  readonly id: string;
  readonly attachmentId: string;
  readonly roleArn: string;
  readonly sizeInGiB: number;
  readonly volumeType: string;
  readonly filesystemType: string;
  readonly deleteOnTermination: boolean;
}

const mostGiB = 16_384;

/**
 * @throws AwsError where the volumes that the definition leaves to the launch and those that the launch configures
 *   are not the same, or one asks for what Drydock lacks
 */
export function checkVolumeConfigurations(
  configurations: readonly TaskVolumeConfiguration[] = [],
  { volumes = [] }: TaskDefinition,
): void {
  const left = volumes.filter(({ configuredAtLaunch }) => configuredAtLaunch).map(({ name }) => name);
  if (left.length === 0 && configurations.length > 0)
    throw invalidParameter(
      'Volume configuration provided but no matching configuredAtLaunch volume found in task definition.',
    );
  for (const { name, managedEBSVolume: volume } of configurations) {
    if (!left.includes(name))
      throw invalidParameter(
        `The volume name '${name}' in your request does not have a matching volume in your Task Definition that is configurable at launch.`,
      );
    if (volume?.roleArn === undefined)
      throw invalidParameter(`The managedEBSVolume of the volume '${name}' must have a roleArn.`);
    if (volume.snapshotId !== undefined) throw notYet('snapshots of EBS volumes');
    if (volume.sizeInGiB === undefined || isOutside(volume.sizeInGiB, 1, mostGiB))
      throw invalidParameter(`The sizeInGiB of the volume '${name}' must be between 1 and ${mostGiB}.`);
  }
  const unconfigured = left.find((name) => !configurations.some((each) => each.name === name));
  if (unconfigured !== undefined)
    throw invalidParameter(
      `The volume '${unconfigured}' is configured at launch, but volumeConfigurations does not name it.`,
    );
}

/** An empty list means that nothing was given. */
export function presentConfigurations<Configuration>(
  list: readonly Configuration[] | undefined,
): readonly Configuration[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

/** The volumes of one new task. */
export function newManagedVolumes(configurations: readonly TaskVolumeConfiguration[] = []): ManagedVolume[] {
  return configurations.map(({ name = '', managedEBSVolume: volume }) => ({
    name,
    id: `vol-${randomBytes(9).toString('hex').slice(1)}`,
    attachmentId: uuid(),
    roleArn: volume?.roleArn ?? '',
    sizeInGiB: volume?.sizeInGiB ?? 0,
    volumeType: volume?.volumeType ?? 'gp3',
    filesystemType: volume?.filesystemType ?? 'xfs',
    deleteOnTermination: volume?.terminationPolicy?.deleteOnTermination ?? true,
  }));
}
