import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine.ts';
import { jsonLines } from '../engine/json-lines.ts';

export interface ImageFile {
  /** Absolute path inside the image. */
  readonly path: string;
  readonly content: Buffer;
  readonly executable?: boolean;
}

export interface ImageImport {
  /** `repository:tag`. */
  readonly tag: string;
  readonly files: readonly ImageFile[];
  /** Dockerfile instructions, e.g. `ENTRYPOINT ["/pause"]`. */
  readonly changes: readonly string[];
}

/**
 * Makes an image of one layer out of files, without a registry or a build. Equal files make an equal layer, which
 * the engine stores once. Rejects with {@link EngineError}.
 */
export async function importImage(engine: Engine, { tag, files, changes }: ImageImport): Promise<void> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  for (const { path, content, executable } of files) {
    archive.entry(
      { name: path.replace(/^\//, ''), mode: executable ? 0o755 : 0o644, mtime: new Date(0) },
      content,
    );
  }
  archive.finalize();
  const colon = tag.lastIndexOf(':');
  const progress = await engine.stream({
    method: 'POST',
    path: '/images/create',
    query: { fromSrc: '-', repo: tag.slice(0, colon), tag: tag.slice(colon + 1), changes },
    archive,
  });
  for await (const { error } of jsonLines<{ error?: string }>(progress)) {
    if (error !== undefined) throw new EngineError(500, error);
  }
}
