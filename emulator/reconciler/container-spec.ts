import { type Timing, waitMs } from '../../src/plan/timing.ts';
import { containerOverride } from '../../src/services/ecs/task/container-override.ts';
import { containerName } from '../../src/services/ecs/task/metadata/container-name.ts';
import { ecsLabels } from '../../src/services/ecs/task/metadata/ecs-labels.ts';
import {
  type TaskEndpoints,
  withInjected,
} from '../../src/services/ecs/task/metadata/injected-environment.ts';
import type { Task } from '../../src/services/ecs/task/task.ts';
import { labels } from '../runtime/labels.ts';
import type { ContainerHealthCheck, ContainerSpec } from '../runtime/runtime.ts';
import { containerOptions } from './container/container-options.ts';
import { containerNetwork } from './container/task-network.ts';
import { isVersionConsistent } from './container/version-consistency.ts';
import type { DefinedTask, NamedContainer } from './defined-task.ts';

interface ContainerRequest {
  readonly defined: DefinedTask;
  readonly container: NamedContainer;
  readonly environmentFiles: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly endpoints: TaskEndpoints;
  /** What a container in the bridge mode asks, unless its definition says so. */
  readonly dnsServers?: readonly string[];
  readonly instanceId: string;
  readonly timing: Timing;
}

/** A container definition with its task's overrides, as the engine is asked for it. */
export function containerSpec({
  defined,
  container,
  environmentFiles,
  secrets,
  endpoints,
  dnsServers,
  instanceId,
  timing,
}: ContainerRequest): ContainerSpec {
  const { task, definition } = defined;
  const override = containerOverride(task.spec.overrides, container.name);
  const memory = override?.memory ?? container.memory;
  const taskMemory = task.spec.memory === undefined ? undefined : Number(task.spec.memory);
  return {
    ...containerOptions(defined, container, instanceId),
    name: containerName(defined, container.name),
    image: imageOf(task, container),
    network: containerNetwork(defined, container, dnsServers),
    entryPoint: presentList(container.entryPoint),
    command: override?.command ?? presentList(container.command),
    environment: Object.entries(
      withInjected(
        task,
        container.name,
        endpoints,
        {
          ...environmentFiles,
          ...pairs(container.environment),
          ...secrets,
          ...pairs(override?.environment),
        },
        task.observed.containers[container.name]?.imageVariables ?? [],
      ),
    ).map(([name, value]) => `${name}=${value}`),
    workingDirectory: container.workingDirectory,
    user: container.user,
    labels: {
      ...container.dockerLabels,
      ...ecsLabels(task, definition, container.name),
      [labels.instance]: instanceId,
      [labels.role]: 'container',
      [labels.cluster]: task.clusterArn,
      [labels.task]: task.arn,
      [labels.container]: container.name,
    },
    cpuShares: override?.cpu ?? container.cpu ?? 0,
    cpuUnitsLimit: task.spec.cpu === undefined ? undefined : Number(task.spec.cpu),
    memoryLimitMiB: smallest(memory, taskMemory),
    memoryReservationMiB: override?.memoryReservation ?? container.memoryReservation,
    readonlyRootFilesystem: container.readonlyRootFilesystem ?? false,
    healthCheck: healthCheck(container, timing),
    ulimits: ulimits(container, definition.requiresCompatibilities?.includes('FARGATE') ?? false),
    initProcess: container.linuxParameters?.initProcessEnabled ?? false,
  };
}

/** By its id where a tag that moves between the pull and now must not change what runs. */
function imageOf(task: Task, container: NamedContainer): string {
  const { imageId } = task.observed.containers[container.name] ?? {};
  return imageId !== undefined && isVersionConsistent(task, container) ? imageId : container.image;
}

function pairs(
  list: readonly { readonly name?: string; readonly value?: string }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((list ?? []).map(({ name, value }) => [name ?? '', value ?? '']));
}

function presentList(list: readonly string[] | undefined): readonly string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

function smallest(...values: readonly (number | undefined)[]): number | undefined {
  const present = values.filter((value): value is number => value !== undefined && value > 0);
  return present.length === 0 ? undefined : Math.min(...present);
}

/** The engine takes no shorter interval. */
const shortestIntervalMs = 1;

/** The interval is a wait of AWS's; how long the check and the program's start take is real work. */
function healthCheck(
  { healthCheck: check }: NamedContainer,
  timing: Timing,
): ContainerHealthCheck | undefined {
  if (check?.command === undefined) return undefined;
  const [first] = check.command;
  const isForm = first === 'CMD' || first === 'CMD-SHELL';
  return {
    command: isForm ? check.command : ['CMD', ...check.command],
    intervalMs: Math.max(shortestIntervalMs, Math.round(waitMs(timing, (check.interval ?? 30) * 1000))),
    timeoutMs: (check.timeout ?? 5) * 1000,
    retries: check.retries ?? 3,
    startPeriodMs: check.startPeriod === undefined ? undefined : check.startPeriod * 1000,
  };
}

const fargateOpenFiles = { name: 'nofile', soft: 65_535, hard: 65_535 };

function ulimits(container: NamedContainer, isFargate: boolean): ContainerSpec['ulimits'] {
  const asked = (container.ulimits ?? []).map(({ name, softLimit, hardLimit }) => ({
    name: name ?? '',
    soft: softLimit ?? 0,
    hard: hardLimit ?? 0,
  }));
  return isFargate && !asked.some(({ name }) => name === 'nofile') ? [...asked, fargateOpenFiles] : asked;
}
