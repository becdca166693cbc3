import type { ContainerDefinition, PortMapping, TaskDefinition } from '@aws-sdk/client-ecs';
import type { OperationInput } from '../../../aws/operation.ts';
import { taskDefinitionArn } from '../arn.ts';
import type { EcsOperations } from '../ecs-context.ts';
import { clientError } from '../errors.ts';
import { tagsError } from '../tag/check-tags.ts';
import { cpuUnits, memoryMiB } from './fargate-sizes.ts';
import { requiredAttributes } from './required-attributes.ts';
import { definitionRules } from './rules/definition-rules.ts';
import type { Candidate } from './rules/rule.ts';

type Input = OperationInput<typeof import('@aws-sdk/client-ecs'), 'RegisterTaskDefinition'>;

const longestBody = 65_536;

export const registerTaskDefinition = {
  RegisterTaskDefinition: (context, input, scope) => {
    const size = Buffer.byteLength(JSON.stringify(input));
    if (size > longestBody)
      throw clientError(`Actual length: '${size}'. Max allowed length is '${longestBody}' bytes.`);
    const brokenTags = input.tags?.length === 0 ? 'Tags can not be empty.' : tagsError(input.tags);
    if (brokenTags !== undefined) throw clientError(brokenTags);
    const candidate = candidateOf(input);
    for (const rule of definitionRules) {
      const broken = rule(candidate);
      if (broken !== undefined) throw clientError(broken);
    }
    return context.state.transaction(() => {
      const revision = context.taskDefinitions.nextRevision(scope, input.family);
      const definition: TaskDefinition = {
        ...normalised(candidate),
        taskDefinitionArn: taskDefinitionArn(scope, input.family, revision),
        revision,
        status: 'ACTIVE',
        registeredAt: new Date(context.clock.now()),
        registeredBy: scope.principalArn,
      };
      context.taskDefinitions.put(scope, definition);
      context.tags.put(definition.taskDefinitionArn ?? '', input.tags ?? []);
      return { taskDefinition: definition, tags: input.tags ?? [] };
    });
  },
} satisfies EcsOperations;

function candidateOf(input: Input): Candidate {
  const { tags: _tags, cpu, memory, ...rest } = input;
  return {
    ...rest,
    cpu: sizeText('cpu', cpu, cpuUnits),
    memory: sizeText('memory', memory, memoryMiB),
    containers: input.containerDefinitions,
    isFargate: input.requiresCompatibilities?.includes('FARGATE') ?? false,
  };
}

/** Clients read back plain units, whatever form they sent. */
function sizeText(
  what: string,
  text: string | undefined,
  read: (text: string) => number | undefined,
): string | undefined {
  if (text === undefined) return undefined;
  const value = read(text);
  if (value === undefined) throw clientError(`Invalid '${what}' setting for task.`);
  return String(value);
}

function normalised(candidate: Candidate): TaskDefinition {
  const { containers, isFargate: _isFargate, ...definition } = candidate;
  return {
    ...definition,
    containerDefinitions: containers.map((container) =>
      normalisedContainer(container, definition.networkMode),
    ),
    volumes: (definition.volumes ?? []).map((volume) =>
      Object.keys(volume).length === 1 ? { ...volume, host: {} } : volume,
    ),
    placementConstraints: definition.placementConstraints ?? [],
    compatibilities: compatibilitiesOf(candidate),
    requiresAttributes: requiredAttributes(definition, containers).map((name) => ({ name })),
  };
}

/** Fargate can run whatever breaks none of its rules, though nobody asked for it. */
function compatibilitiesOf(candidate: Candidate): NonNullable<TaskDefinition['compatibilities']> {
  const onFargate = { ...candidate, isFargate: true };
  if (definitionRules.every((rule) => rule(onFargate) === undefined)) return ['EC2', 'FARGATE'];
  return candidate.networkMode === 'awsvpc' ? ['EC2'] : ['EXTERNAL', 'EC2'];
}

function normalisedContainer(
  container: ContainerDefinition,
  networkMode: string | undefined,
): ContainerDefinition {
  return {
    ...container,
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    portMappings: (container.portMappings ?? []).map((mapping) => normalisedPort(mapping, networkMode)),
    environment: container.environment ?? [],
    mountPoints: container.mountPoints ?? [],
    volumesFrom: container.volumesFrom ?? [],
    systemControls: container.systemControls ?? [],
    ...(container.healthCheck === undefined
      ? {}
      : { healthCheck: { interval: 30, timeout: 5, retries: 3, ...container.healthCheck } }),
  };
}

function normalisedPort(mapping: PortMapping, networkMode: string | undefined): PortMapping {
  const protocol = mapping.protocol ?? 'tcp';
  if (mapping.containerPortRange !== undefined) return { ...mapping, protocol };
  const sharesNetwork = networkMode === 'awsvpc' || networkMode === 'host';
  return { ...mapping, protocol, hostPort: sharesNetwork ? mapping.containerPort : (mapping.hostPort ?? 0) };
}
