import type { Engine } from '../engine/engine.ts';
import type { EngineHost } from '../engine/engine-host.ts';
import { findImage } from './images.ts';
import { importImage } from './import-image.ts';
import { pauseProgram } from './pause-program.ts';

/** The image of every sandbox. Made by us and imported, so that no registry is needed. */
export const pauseImage = 'drydock/pause:1';

/** Imports the pause image unless the engine has it. Rejects with EngineError. */
export async function ensurePauseImage(engine: Engine, { architecture }: EngineHost): Promise<void> {
  if (await findImage(engine, pauseImage)) return;
  await importImage(engine, {
    tag: pauseImage,
    files: [{ path: '/pause', content: pauseProgram(architecture), executable: true }],
    changes: ['ENTRYPOINT ["/pause"]'],
  });
}
