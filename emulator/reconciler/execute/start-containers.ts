import type { TaskEndpoints } from '../../../src/services/ecs/task/metadata/injected-environment.ts';
import { ContainerError } from '../../runtime/runtime.ts';
import { containerSpec } from '../container-spec.ts';
import type { DefinedTask, NamedContainer } from '../defined-task.ts';
import { withContainer } from '../observed-task.ts';
import { loggedContainer } from '../resources/logged-container.ts';
import { loggedSpec } from '../resources/logged-spec.ts';
import type { TaskWorld } from '../task-world.ts';
import { decideStop } from './advance.ts';
import { observe } from './observe.ts';
import { prepareResources } from './prepare-resources.ts';
import { prepareVolumes } from './prepare-volumes.ts';
import { reachOf } from './reach-of.ts';

/** How a task's containers reach what is around them. */
interface ContainerSurroundings {
  readonly endpoints: TaskEndpoints;
  readonly dnsServers?: readonly string[];
}

/**
 * Creates and starts containers whose dependencies allow it. Secrets and environment files are read and log streams made before the
 * first is created; the step in which an error strikes decides what AWS calls it.
 */
export async function startContainers(
  world: TaskWorld,
  defined: DefinedTask,
  names: readonly string[],
): Promise<boolean> {
  const { task } = defined;
  const missing = await prepareResources(world, defined);
  if (missing !== undefined)
    return decideStop(world, task, 'TaskFailedToStart', `ResourceInitializationError: ${missing}`);
  const wanted = defined.containers.filter(({ name }) => names.includes(name));
  for (const container of wanted) {
    const refusal = world.logs.prepare(task, loggedContainer(world.secrets, defined, container));
    if (refusal !== undefined)
      return decideStop(world, task, 'TaskFailedToStart', `ResourceInitializationError: ${refusal}`);
  }
  const refusal = await prepareVolumes(world, defined, wanted);
  if (refusal !== undefined)
    return decideStop(world, task, 'TaskFailedToStart', `ResourceInitializationError: ${refusal}`);
  const network: ContainerSurroundings = {
    endpoints: await world.access.prepare(task, defined.definition),
    dnsServers: task.spec.network.mode === 'bridge' ? await world.names.serversOnBridge() : undefined,
  };
  await world.sandboxes.during(() =>
    Promise.all(wanted.map((container) => startContainer(world, defined, container, network))),
  );
  return true;
}

async function startContainer(
  world: TaskWorld,
  defined: DefinedTask,
  container: NamedContainer,
  { endpoints, dnsServers }: ContainerSurroundings,
): Promise<void> {
  const { task } = defined;
  const spec = containerSpec({
    defined,
    container,
    environmentFiles: world.environmentFiles.of(task.arn, container.name),
    secrets: world.secrets.of(task.arn, container.name),
    endpoints,
    dnsServers,
    instanceId: world.instanceId,
    timing: world.timing,
  });
  const created = await attempt(world, defined, container, 'CannotCreateContainerError', async () =>
    world.runtime.createContainer(await loggedSpec(world, defined, container, spec)),
  );
  if (created === undefined) return;
  const { id } = created;
  world.own(id, task.arn, container.name);
  observe(world, task.arn, (observed) =>
    withContainer(observed, container.name, {
      status: 'CREATED',
      runtimeId: id,
      createdAtMs: world.clock.now(),
    }),
  );
  // Who is to stop already is not started first: a container once started has to be drained, signalled and waited for.
  if (world.tasks.find(task.arn)?.desiredStatus !== 'RUNNING') return;
  await attempt(world, defined, container, 'CannotStartContainerError', async () => {
    await world.runtime.startContainer(id);
    world.logs.follow(task, loggedContainer(world.secrets, defined, container), id);
    const nowMs = world.clock.now();
    const reach = await reachOf(world, task, container, id);
    observe(world, task.arn, (observed) =>
      withContainer(observed, container.name, { status: 'RUNNING', startedAtMs: nowMs, ...reach }),
    );
    return true;
  });
}

async function attempt<Value>(
  world: TaskWorld,
  { task }: DefinedTask,
  container: NamedContainer,
  errorName: string,
  work: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    const reason = `${errorName}: ${error.message}`;
    observe(world, task.arn, (observed) => withContainer(observed, container.name, { reason }));
    decideStop(world, task, 'TaskFailedToStart', reason);
    return undefined;
  }
}
