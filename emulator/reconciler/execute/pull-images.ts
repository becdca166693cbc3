import type { ObservedTask, Task } from '../../../src/services/ecs/task/task.ts';
import {
  type Image,
  ImagePullError,
  type RegistryCredentials,
  RuntimeUnavailableError,
} from '../../runtime/runtime.ts';
import type { DefinedTask, NamedContainer } from '../defined-task.ts';
import { withContainer, withFacts } from '../observed-task.ts';
import { SecretsUnavailableError } from '../task-secrets.ts';
import type { TaskWorld } from '../task-world.ts';
import { decideStop } from './advance.ts';
import { observe } from './observe.ts';
import { findImage, pullImage } from './resolve-image.ts';

/**
 * Has the images at hand. Where the engine holds them all this is over at once; a pull goes on in the background, so
 * that the task can be stopped meanwhile.
 *
 * @returns false while a pull is under way
 */
export async function pullImages(
  world: TaskWorld,
  { task, containers }: DefinedTask,
  names: readonly string[],
): Promise<boolean> {
  if (world.pulls.has(task.arn)) return false;
  const wanted = containers.filter(({ name }) => names.includes(name));
  const pullStartedAtMs = task.observed.pullStartedAtMs ?? world.clock.now();
  const present: [string, Image][] = [];
  const absent: AbsentImage[] = [];
  for (const container of wanted) {
    const credentials = registryCredentials(world, task, container);
    if (credentials instanceof SecretsUnavailableError)
      return decideStop(
        world,
        task,
        'TaskFailedToStart',
        `ResourceInitializationError: ${credentials.message}`,
      );
    const image = await findImage(world, task, container);
    if (image === undefined) absent.push({ container, credentials });
    else present.push([container.name, image]);
  }
  observe(world, task.arn, (observed) => {
    const pulled = present.reduce((seen, [name, image]) => withPulled(seen, name, image), observed);
    const ended = absent.length === 0 ? { pullStoppedAtMs: world.clock.now() } : {};
    return withFacts(pulled, { pullStartedAtMs, ...ended });
  });
  if (absent.length === 0) return true;
  world.pulls.add(task.arn);
  void pullAbsent(world, task, absent)
    .catch((error: unknown) =>
      world.log.error({ err: error, task: task.id }, 'an image pull was not recorded'),
    )
    .finally(() => {
      world.pulls.delete(task.arn);
      world.wake(task.arn);
    });
  return false;
}

interface AbsentImage {
  readonly container: NamedContainer;
  readonly credentials: RegistryCredentials | undefined;
}

function registryCredentials(
  world: TaskWorld,
  task: Task,
  container: NamedContainer,
): RegistryCredentials | undefined | SecretsUnavailableError {
  try {
    return world.secrets.registryCredentials(task.spec, container);
  } catch (error) {
    if (error instanceof SecretsUnavailableError) return error;
    throw error;
  }
}

async function pullAbsent(world: TaskWorld, task: Task, absent: readonly AbsentImage[]): Promise<void> {
  for (const { container, credentials } of absent) {
    try {
      const image = await pullImage(world, task, container, credentials);
      observe(world, task.arn, (observed) => withPulled(observed, container.name, image));
    } catch (error) {
      if (error instanceof RuntimeUnavailableError) return;
      markStopped(world, task.arn);
      if (!(error instanceof ImagePullError))
        world.log.error({ err: error }, 'an image pull failed unexpectedly');
      const text = error instanceof Error ? error.message : String(error);
      const reason = `CannotPullContainerError: ${text}`;
      const failed = observe(world, task.arn, (observed) =>
        withContainer(observed, container.name, { reason }),
      );
      if (failed !== undefined) decideStop(world, failed, 'TaskFailedToStart', reason);
      return;
    }
  }
  markStopped(world, task.arn);
}

/** The last pull of the task came to its end, whichever. */
function markStopped(world: TaskWorld, taskArn: string): void {
  observe(world, taskArn, (observed) => withFacts(observed, { pullStoppedAtMs: world.clock.now() }));
}

function withPulled(observed: ObservedTask, name: string, image: Image): ObservedTask {
  return withContainer(observed, name, {
    status: 'PULLED',
    imageId: image.id,
    imageDigest: image.digest,
    imageVariables: image.variables,
  });
}
