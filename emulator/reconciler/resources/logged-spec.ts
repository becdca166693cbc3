import {
  bufferLimitOption,
  firelensPort,
  firelensSocket,
  firelensSocketFolder,
} from '../../../src/plan/firelens-config.ts';
import { ContainerError, type ContainerRuntime, type ContainerSpec } from '../../runtime/runtime.ts';
import type { DefinedTask, NamedContainer } from '../defined-task.ts';
import type { TaskSecrets } from '../task-secrets.ts';
import {
  firelensType,
  logsThroughRouter,
  routerOf,
  secretVariable,
  type TaskFirelens,
} from './task-firelens.ts';

export interface LoggingWorld {
  readonly runtime: Pick<ContainerRuntime, 'mountSource'>;
  readonly secrets: Pick<TaskSecrets, 'logOptions'>;
  readonly firelens: Pick<TaskFirelens, 'of'>;
}

/** What the kernel takes for the path of a socket, less the byte that ends it. */
const longestSocketPath = 107;

/**
 * Adds to a container's spec how it logs. The log of awslogs, or of a container that names no driver, is read back by
 * Drydock; other drivers are the engine's, with the secret options' values among their options. Rejects with
 * {@link ContainerError} where the router's socket cannot be reached.
 */
export async function loggedSpec(
  world: LoggingWorld,
  defined: DefinedTask,
  container: NamedContainer,
  spec: ContainerSpec,
): Promise<ContainerSpec> {
  const routing =
    container.firelensConfiguration === undefined ? spec : routerSpec(world, defined, container, spec);
  const { logDriver, options } = container.logConfiguration ?? {};
  if (logDriver === undefined || logDriver === 'awslogs') return routing;
  if (logsThroughRouter(container)) return sourceSpec(world, defined, container, routing);
  const secretOptions = world.secrets.logOptions(defined.task.arn, container.name);
  return { ...routing, logging: { driver: logDriver, options: { ...options, ...secretOptions } } };
}

/** The router owns the socket's folder and the generated configuration, and runs as root unless told otherwise. */
function routerSpec(
  world: LoggingWorld,
  { task, containers }: DefinedTask,
  router: NamedContainer,
  spec: ContainerSpec,
): ContainerSpec {
  const secrets = containers.flatMap((container, index) =>
    logsThroughRouter(container)
      ? Object.entries(world.secrets.logOptions(task.arn, container.name)).map(
          ([option, value]) => [secretVariable(option, index), value] as const,
        )
      : [],
  );
  // The socket is made by the engine's user, root; fluentd's image would run as another.
  const user: Readonly<Record<string, string>> =
    firelensType(router) === 'fluentd' ? { FLUENT_UID: '0' } : {};
  return {
    ...spec,
    user: spec.user ?? '0',
    environment: withVariables(spec.environment, { ...user, ...Object.fromEntries(secrets) }),
    anonymousVolumes: [...(spec.anonymousVolumes ?? []), firelensSocketFolder],
    files: [...(spec.files ?? []), ...world.firelens.of(task.arn)],
  };
}

/** The engine sends what the container prints to the router's socket, which it finds in the volume of the router. */
async function sourceSpec(
  world: LoggingWorld,
  { task, containers }: DefinedTask,
  container: NamedContainer,
  spec: ContainerSpec,
): Promise<ContainerSpec> {
  const router = routerOf(containers);
  const seen = router && task.observed.containers[router.name];
  const routerId = seen?.runtimeId;
  const folder =
    routerId === undefined ? undefined : await world.runtime.mountSource(routerId, firelensSocketFolder);
  if (folder === undefined) throw new ContainerError('the socket of the FireLens router cannot be found');
  const socket = `${folder}${firelensSocket.slice(firelensSocketFolder.length)}`;
  if (Buffer.byteLength(socket) > longestSocketPath)
    throw new ContainerError(
      `the path of the FireLens router's socket, ${socket}, is longer than ${longestSocketPath} bytes: give the engine a data root with a shorter path`,
    );
  const host = task.spec.network.mode === 'awsvpc' ? '127.0.0.1' : seen?.address;
  const bufferLimit = container.logConfiguration?.options?.[bufferLimitOption];
  return {
    ...spec,
    environment: withVariables(
      spec.environment,
      host === undefined ? {} : { FLUENT_HOST: host, FLUENT_PORT: String(firelensPort) },
    ),
    logging: {
      driver: 'fluentd',
      options: {
        'fluentd-address': `unix://${socket}`,
        tag: `${container.name}-firelens-${task.id}`,
        'fluentd-async': 'true',
        'fluentd-sub-second-precision': 'true',
        ...(bufferLimit === undefined ? {} : { 'fluentd-buffer-limit': bufferLimit }),
      },
    },
  };
}

function withVariables(
  environment: readonly string[],
  variables: Readonly<Record<string, string>>,
): readonly string[] {
  return [
    ...environment.filter((pair) => !(pair.slice(0, pair.indexOf('=')) in variables)),
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
  ];
}
