import type { ContainerFile } from '../../runtime.ts';
import type { Engine } from '../engine/engine.ts';

/** Writes files into a container that need not run, with the folders on their way. Rejects with an EngineError. */
export async function putFiles(engine: Engine, id: string, files: readonly ContainerFile[]): Promise<void> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  for (const { path, text } of files)
    archive.entry({ name: path.replace(/^\//, ''), mode: 0o644, mtime: new Date(0) }, Buffer.from(text));
  archive.finalize();
  await engine.run({ method: 'PUT', path: `/containers/${id}/archive`, query: { path: '/' }, archive });
}
