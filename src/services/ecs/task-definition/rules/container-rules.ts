import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { brokenEnvironmentFiles } from '../environment-files.ts';
import { brokenGpus } from '../gpus.ts';
import { logRules } from './log-rules.ts';
import { type Candidate, isOutside, ofContainers, oneOf, type Rule } from './rule.ts';

const mostIgnoredExitCodes = 50;
const leastTimeoutSeconds = 2;
const mostFargateStopSeconds = 120;
const conditions = ['START', 'COMPLETE', 'SUCCESS', 'HEALTHY'];

/** Rules of what containers do: their health, their order, what they are given and where they log. */
export const containerRules: readonly Rule[] = [
  ofContainers(healthCheck),
  ofContainers(({ name, restartPolicy }) =>
    isOutside(restartPolicy?.restartAttemptPeriod, 60, 1800)
      ? `The 'restartAttemptPeriod' setting for container '${name}' must be between 60 and 1800.`
      : undefined,
  ),
  ofContainers(({ name, restartPolicy }) =>
    (restartPolicy?.ignoredExitCodes?.length ?? 0) > mostIgnoredExitCodes
      ? `The 'ignoredExitCodes' setting for container '${name}' can have at most ${mostIgnoredExitCodes} exit codes.`
      : undefined,
  ),
  ofContainers(timeouts),
  dependencies,
  sources,
  ...logRules,
  ({ containers, executionRoleArn }) =>
    executionRoleArn === undefined && containers.some(usesSecrets)
      ? "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'"
      : undefined,
  ofContainers(({ secrets = [], environment = [] }) => {
    const names = new Set(environment.map(({ name }) => name));
    for (const { name } of secrets) {
      if (names.has(name))
        return `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${name}'.`;
      names.add(name);
    }
    return undefined;
  }),
  ofContainers(({ name, resourceRequirements }) => brokenGpus(name, resourceRequirements)),
  ofContainers(({ environmentFiles }) => brokenEnvironmentFiles(environmentFiles)),
  ofContainers(({ ulimits = [] }) => {
    const broken = ulimits.find(({ softLimit = 0, hardLimit = 0 }) => softLimit > hardLimit);
    return broken && `Soft limit exceeds hard limit for ulimit ${broken.name}`;
  }),
];

function usesSecrets({ secrets = [], logConfiguration }: ContainerDefinition): boolean {
  return secrets.length + (logConfiguration?.secretOptions ?? []).length > 0;
}

function healthCheck({ name, healthCheck: check }: ContainerDefinition): string | undefined {
  if (check === undefined) return undefined;
  if (check.command === undefined || check.command.length === 0)
    return `Health check command must not be empty for container '${name}'`;
  const limits = [
    ['interval', check.interval, 5, 300],
    ['timeout', check.timeout, 2, 60],
    ['retries', check.retries, 1, 10],
    ['startPeriod', check.startPeriod, 0, 300],
  ] as const;
  for (const [what, value, least, most] of limits) {
    if (value === undefined) continue;
    if (value > most)
      return `Health check ${what} must be less than or equal to the maximum allowed value ${most} for container '${name}'`;
    if (isOutside(value, least))
      return `Health check ${what} must be greater than or equal to the minimum allowed value ${least} for container '${name}'`;
  }
  return undefined;
}

/** AWS takes any startTimeout from 2 seconds on, though its documentation ends at 120. */
function timeouts(container: ContainerDefinition, { isFargate }: Candidate): string | undefined {
  const { name, startTimeout, stopTimeout } = container;
  for (const [what, value] of Object.entries({ start: startTimeout, stop: stopTimeout }))
    if (isOutside(value, leastTimeoutSeconds))
      return `Granular ${what} timeout on container '${name}' must be at least ${leastTimeoutSeconds} seconds.`;
  return isFargate && isOutside(stopTimeout, leastTimeoutSeconds, mostFargateStopSeconds)
    ? `Tasks using the Fargate launch type must have a container stop timeout of less than ${mostFargateStopSeconds} seconds.`
    : undefined;
}

function dependencies({ containers }: Candidate): string | undefined {
  for (const { dependsOn = [] } of containers)
    for (const { containerName, condition } of dependsOn) {
      const unknown = oneOf('Container dependency condition', condition, conditions);
      if (unknown !== undefined) return unknown;
      const target = containers.find(({ name }) => name === containerName);
      if (target === undefined)
        return `Cannot depend on container + '${containerName}' because it does not exist`;
      if ((condition === 'SUCCESS' || condition === 'COMPLETE') && (target.essential ?? true))
        return 'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container';
      if (condition === 'HEALTHY' && target.healthCheck === undefined)
        return 'A dependency container with HEALTHY condition must have health check configured';
    }
  return undefined;
}

/** Whoever a container takes volumes from, or is linked to, starts before it. */
function sources({ containers }: Candidate): string | undefined {
  for (const { volumesFrom = [] } of containers)
    for (const { sourceContainer } of volumesFrom)
      if (!containers.some(({ name }) => name === sourceContainer))
        return `Invalid 'volumesFrom' setting. Unknown container: '${sourceContainer}'.`;
  const linked = (each: ContainerDefinition): string[] =>
    (each.links ?? []).map((link) => link.replace(/:.*$/, ''));
  for (const name of containers.flatMap(linked))
    if (!containers.some((each) => each.name === name))
      return `Invalid 'links' setting. Unknown container: '${name}'.`;
  if (hasCycle(containers, linked)) return 'Container links should not have a cycle';
  return hasCycle(containers, (each) => [...needsOf(each, containers), ...linked(each)])
    ? 'Container dependencies must not form a cycle'
    : undefined;
}

/** Who logs through a FireLens router waits for it, though no dependency says so. */
function needsOf(
  { dependsOn = [], volumesFrom = [], logConfiguration }: ContainerDefinition,
  containers: readonly ContainerDefinition[],
): (string | undefined)[] {
  const router = containers.find(({ firelensConfiguration }) => firelensConfiguration !== undefined)?.name;
  return [
    ...dependsOn.map(({ containerName }) => containerName),
    ...volumesFrom.map(({ sourceContainer }) => sourceContainer),
    ...(logConfiguration?.logDriver === 'awsfirelens' ? [router] : []),
  ];
}

function hasCycle(
  containers: readonly ContainerDefinition[],
  needs: (container: ContainerDefinition) => readonly (string | undefined)[],
): boolean {
  const left = new Map(containers.map((each) => [each.name, needs(each)]));
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [name, waited] of left) if (!waited.some((need) => left.has(need))) left.delete(name);
  }
  return left.size > 0;
}
