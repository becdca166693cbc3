import type { ContainerOverride, TaskDefinition, TaskOverride } from '@aws-sdk/client-ecs';
import { clientError, invalidParameter, notYet } from '../../errors.ts';
import { brokenEnvironmentFiles } from '../../task-definition/environment-files.ts';
import { isFargateSize, noFargateSize } from '../../task-definition/fargate-sizes.ts';
import { brokenGpus } from '../../task-definition/gpus.ts';
import { isRole } from '../../task-definition/rules/definition-rules.ts';
import { brokenStorage, noFargateGpus } from '../../task-definition/rules/fargate-rules.ts';
import { isOutside } from '../../task-definition/rules/rule.ts';
import { containerOverride } from '../container-override.ts';
import { taskSize } from '../task-size.ts';

const longestOverrides = 8192;

/** @throws AwsError for overrides that do not fit the definition, or that Drydock would have to ignore */
export function checkOverrides(
  overrides: TaskOverride = {},
  definition: TaskDefinition,
  launchType: 'EC2' | 'FARGATE',
): void {
  if (JSON.stringify(overrides).length > longestOverrides)
    throw invalidParameter(`Overrides length must be at most ${longestOverrides}.`);
  const names = new Set(definition.containerDefinitions?.map(({ name }) => name));
  for (const override of overrides.containerOverrides ?? []) {
    if (!names.has(override.name))
      throw invalidParameter(
        `Override for container named ${override.name} is not a container in the TaskDefinition.`,
      );
    checkContainer(override, launchType);
  }
  if ((overrides.inferenceAcceleratorOverrides?.length ?? 0) > 0)
    throw notYet('inferenceAcceleratorOverrides');
  for (const role of [overrides.taskRoleArn, overrides.executionRoleArn])
    if (role !== undefined && !isRole(role)) throw clientError('Role is not valid');
  const { cpu, memory } = taskSize(definition, overrides);
  for (const { name, memory: own } of definition.containerDefinitions ?? []) {
    const limit = containerOverride(overrides, name)?.memory ?? own;
    if (limit !== undefined && limit > Number(memory))
      throw invalidParameter(`'memory' setting for container '${name}' is greater than for task.`);
  }
  if (launchType === 'EC2') {
    const broken = Object.entries({ cpu, memory }).find(
      ([, text]) => text !== undefined && !/^\d+$/.test(text),
    );
    if (broken !== undefined) throw invalidParameter(`Invalid '${broken[0]}' setting for task.`);
    return;
  }
  if (!isFargateSize(Number(cpu), Number(memory))) throw invalidParameter(noFargateSize(cpu, memory));
  const storage = brokenStorage(overrides.ephemeralStorage?.sizeInGiB);
  if (storage !== undefined) throw invalidParameter(storage);
}

function checkContainer(override: ContainerOverride, launchType: 'EC2' | 'FARGATE'): void {
  const { name, cpu, memory, memoryReservation, resourceRequirements = [] } = override;
  const broken = Object.entries({ cpu, memory, memoryReservation }).find(([, value]) => isOutside(value, 0));
  if (broken !== undefined)
    throw invalidParameter(
      `Invalid setting for container '${name}'. '${broken[0]}' must be a non-negative whole number.`,
    );
  const files = brokenEnvironmentFiles(override.environmentFiles);
  if (files !== undefined) throw invalidParameter(files);
  if (resourceRequirements.some(({ type }) => type !== 'GPU'))
    throw notYet('resourceRequirements in overrides of another type than GPU');
  const gpus = brokenGpus(name, resourceRequirements);
  if (gpus !== undefined) throw invalidParameter(gpus);
  if (launchType === 'FARGATE' && resourceRequirements.length > 0) throw invalidParameter(noFargateGpus);
}
