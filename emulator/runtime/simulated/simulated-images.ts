import { createHash } from 'node:crypto';
import type { Clock } from '../../../src/clock.ts';
import { type Image, ImagePullError, type RegistryCredentials } from '../runtime.ts';
import type { ScriptedImage } from './scripted-image.ts';

/** The images of a simulated engine: what each does is scripted, and whether it has to be pulled first. */
export class SimulatedImages {
  readonly #clock: Clock;
  readonly #scripts: Readonly<Record<string, ScriptedImage>>;
  readonly #pulled = new Set<string>();

  constructor(clock: Clock, scripts: Readonly<Record<string, ScriptedImage>>) {
    this.#clock = clock;
    this.#scripts = scripts;
  }

  script(reference: string): ScriptedImage {
    return this.#scripts[reference] ?? {};
  }

  find(reference: string): Image | undefined {
    const isPresent = this.script(reference).pull === undefined || this.#pulled.has(reference);
    return isPresent ? simulatedImage(reference) : undefined;
  }

  async pull(reference: string, credentials?: RegistryCredentials): Promise<Image> {
    const { pull } = this.script(reference);
    if (pull && 'fails' in pull) throw new ImagePullError(pull.fails);
    const wanted = pull?.credentials;
    if (wanted && (credentials?.username !== wanted.username || credentials.password !== wanted.password))
      throw new ImagePullError(`pull access denied for ${reference}: unauthorized`);
    if (pull) await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, pull.delayMs));
    this.#pulled.add(reference);
    return simulatedImage(reference);
  }
}

/** Ids and digests are made up, yet the same for the same reference. */
function simulatedImage(reference: string): Image {
  const digest = createHash('sha256').update(reference).digest('hex');
  return { id: `sha256:${digest}`, variables: [], digest: `sha256:${digest}` };
}
