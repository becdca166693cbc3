import { digestFor } from '../../image-reference.ts';
import { type Image, ImagePullError, type RegistryCredentials } from '../../runtime.ts';
import { type Engine, EngineError } from '../engine/engine.ts';
import { jsonLines } from '../engine/json-lines.ts';

interface ImageInspection {
  readonly Id: string;
  readonly RepoDigests: readonly string[] | null;
  readonly Config: {
    readonly Labels?: Readonly<Record<string, string>> | null;
    readonly Env?: readonly string[] | null;
  } | null;
}

/** The image as the engine holds it now, or undefined. A reference that no image can have is simply not there. */
export async function findImage(engine: Engine, reference: string): Promise<Image | undefined> {
  const found = await inspectImage(engine, reference);
  const digest = digestFor(reference, found?.RepoDigests ?? []);
  const variables = (found?.Config?.Env ?? []).map((pair) => pair.split('=', 1)[0] ?? '');
  return found && { id: found.Id, variables, ...(digest === undefined ? {} : { digest }) };
}

/** The labels of an image (none is an empty object), or undefined when the engine does not have it. */
export async function imageLabels(
  engine: Engine,
  reference: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const found = await inspectImage(engine, reference);
  return found && (found.Config?.Labels ?? {});
}

async function inspectImage(engine: Engine, reference: string): Promise<ImageInspection | undefined> {
  if (!isSafeReference(reference)) return undefined;
  try {
    const path = reference.split('/').map(encodeURIComponent).join('/');
    return await engine.read<ImageInspection>({ path: `/images/${path}/json` });
  } catch (error) {
    if (error instanceof EngineError && (error.statusCode === 404 || error.statusCode === 400))
      return undefined;
    throw error;
  }
}

/** Pulls an image (tag `latest` unless named) and waits for the end. Rejects with {@link ImagePullError}. */
export async function pullImage(
  engine: Engine,
  reference: string,
  credentials?: RegistryCredentials,
): Promise<Image> {
  try {
    const progress = await engine.stream({
      method: 'POST',
      path: '/images/create',
      query: { fromImage: withDefaultTag(reference) },
      ...(credentials ? { credentials } : {}),
    });
    for await (const { error } of jsonLines<{ error?: string }>(progress)) {
      if (error !== undefined) throw new ImagePullError(error);
    }
  } catch (error) {
    throw error instanceof EngineError ? new ImagePullError(error.text) : error;
  }
  const image = await findImage(engine, reference);
  if (!image) throw new ImagePullError(`No such image: ${reference}`);
  return image;
}

/** Without a tag the engine would pull every tag of the repository. */
function withDefaultTag(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return name.includes(':') || name.includes('@') ? reference : `${reference}:latest`;
}

/** A reference becomes part of a path: it must not lead elsewhere in the engine's API. */
function isSafeReference(reference: string): boolean {
  return reference.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}
