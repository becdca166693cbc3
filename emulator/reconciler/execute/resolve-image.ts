import { serviceRevisionArn } from '../../../src/services/ecs/arn.ts';
import type { PinnedImage } from '../../../src/services/ecs/service-deployment/service-revision-store.ts';
import type { Task } from '../../../src/services/ecs/task/task.ts';
import { canonicalReference, repositoryOf, withoutDigest } from '../../runtime/image-reference.ts';
import { type Image, ImagePullError, type RegistryCredentials } from '../../runtime/runtime.ts';
import { isVersionConsistent } from '../container/version-consistency.ts';
import type { NamedContainer } from '../defined-task.ts';
import type { TaskWorld } from '../task-world.ts';

/** Fargate tries a second time before it gives up. */
const pullRetries = 1;

/**
 * The image that a container is to run, where the engine holds it. The first task of a service revision decides for
 * all of them; a task of its own takes what the reference names now.
 */
export async function findImage(
  world: TaskWorld,
  task: Task,
  container: NamedContainer,
): Promise<Image | undefined> {
  const pinned = pinnedImage(world, task, container);
  if (pinned !== undefined) return findPinned(world, container, pinned);
  const image = await world.runtime.findImage(container.image);
  return image && pin(world, task, container, image);
}

/**
 * Has the engine pull that image. Rejects with an ImagePullError whose message is AWS's, up to the name of the error.
 */
export async function pullImage(
  world: TaskWorld,
  task: Task,
  container: NamedContainer,
  credentials: RegistryCredentials | undefined,
): Promise<Image> {
  const pinned = pinnedImage(world, task, container);
  if (pinned !== undefined) return pullPinned(world, container, pinned, credentials);
  const canonical = canonicalReference(container.image);
  const image = await pullWithRetry(world, container.image, canonical, credentials);
  // Where the tag moved since another task resolved it, the other's image counts.
  const settled = await pin(world, task, container, image);
  return settled ?? pullImage(world, task, container, credentials);
}

/** Pins the container to what its reference was found to name; what was pinned meanwhile counts, though. */
async function pin(
  world: TaskWorld,
  task: Task,
  container: NamedContainer,
  image: Image,
): Promise<Image | undefined> {
  const revision = pinningRevision(task, container);
  if (revision === undefined) return image;
  const resolved = { imageId: image.id, imageDigest: image.digest };
  const pinned = world.serviceRevisions.pinImage(revision, container.name, resolved);
  return pinned === undefined || pinned.imageId === image.id ? image : findPinned(world, container, pinned);
}

function pinnedImage(world: TaskWorld, task: Task, container: NamedContainer): PinnedImage | undefined {
  const revision = pinningRevision(task, container);
  return revision === undefined ? undefined : world.serviceRevisions.pinnedImage(revision, container.name);
}

function pinningRevision(task: Task, container: NamedContainer): string | undefined {
  const { serviceArn, deploymentId } = task;
  if (serviceArn === undefined || deploymentId === undefined) return undefined;
  return isVersionConsistent(task, container) ? serviceRevisionArn(serviceArn, deploymentId) : undefined;
}

async function findPinned(
  { runtime }: TaskWorld,
  { image: reference }: NamedContainer,
  { imageId, imageDigest }: PinnedImage,
): Promise<Image | undefined> {
  const image =
    (await runtime.findImage(imageId)) ??
    (imageDigest && (await runtime.findImage(`${repositoryOf(reference)}@${imageDigest}`)));
  return image ? { ...image, digest: imageDigest ?? image.digest } : undefined;
}

async function pullPinned(
  world: TaskWorld,
  { image: reference }: NamedContainer,
  { imageId, imageDigest }: PinnedImage,
  credentials: RegistryCredentials | undefined,
): Promise<Image> {
  const tagged = withoutDigest(canonicalReference(reference));
  const hint = 'A new deployment of the service resolves the tag anew.';
  if (imageDigest === undefined)
    throw new ImagePullError(
      `failed to resolve ref ${tagged}: the service revision is pinned to the image ${imageId}, which the engine no longer holds and no registry is known to have. ${hint}`,
    );
  const canonical = `${tagged}@${imageDigest}`;
  try {
    const byDigest = `${repositoryOf(reference)}@${imageDigest}`;
    const image = await pullWithRetry(world, byDigest, canonical, credentials);
    return { ...image, digest: imageDigest };
  } catch (error) {
    if (!(error instanceof ImagePullError)) throw error;
    throw new ImagePullError(`${error.message} (The service revision is pinned to this digest. ${hint})`);
  }
}

async function pullWithRetry(
  { runtime }: TaskWorld,
  reference: string,
  canonical: string,
  credentials: RegistryCredentials | undefined,
): Promise<Image> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await runtime.pullImage(reference, credentials);
    } catch (error) {
      if (!(error instanceof ImagePullError)) throw error;
      if (attempt >= pullRetries)
        throw new ImagePullError(
          `pull image manifest has been retried ${pullRetries} time(s): failed to resolve ref ${canonical}: ${error.message}`,
        );
    }
  }
}
