import { createHash } from 'node:crypto';
import type { Clock } from '../../../src/clock.ts';
import { type Image, ImagePullError, type RegistryCredentials } from '../runtime.ts';
import type { ScriptedImage } from './scripted-image.ts';

interface Version {
  /** As the task definition gives it. */
  readonly reference: string;
  readonly number: number;
  readonly script: ScriptedImage;
}

/** The images of a simulated engine: what each does is scripted, and whether it has to be pulled first. */
export class SimulatedImages {
  readonly #clock: Clock;
  readonly #scripts: Readonly<Record<string, ScriptedImage>>;
  /** What references name that were moved to another image. */
  readonly #moved = new Map<string, Version>();
  /** By id. */
  readonly #seen = new Map<string, Version>();
  readonly #pulled = new Set<string>();
  readonly #pruned = new Set<string>();

  constructor(clock: Clock, scripts: Readonly<Record<string, ScriptedImage>>) {
    this.#clock = clock;
    this.#scripts = scripts;
  }

  script(name: string): ScriptedImage {
    return this.#versionOf(name).script;
  }

  /** By a reference, by an id, or by `repository@digest`. */
  find(name: string): Image | undefined {
    const version = this.#versionOf(name);
    const image = imageOf(version);
    const isPresent = version.script.pull === undefined || this.#pulled.has(image.id);
    if (!isPresent || this.#pruned.has(image.id)) return undefined;
    this.#seen.set(image.id, version);
    return image;
  }

  async pull(name: string, credentials?: RegistryCredentials): Promise<Image> {
    const version = this.#versionOf(name);
    const { pull, builtHere } = version.script;
    if (builtHere) throw new ImagePullError(`pull access denied for ${name}, repository does not exist`);
    if (pull && 'fails' in pull) throw new ImagePullError(pull.fails);
    const wanted = pull?.credentials;
    if (wanted && (credentials?.username !== wanted.username || credentials.password !== wanted.password))
      throw new ImagePullError(`pull access denied for ${name}: unauthorized`);
    if (pull) await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, pull.delayMs));
    const image = imageOf(version);
    this.#pulled.add(image.id);
    this.#pruned.delete(image.id);
    this.#seen.set(image.id, version);
    return image;
  }

  /** Test control: the reference names another image from now on. The one before stays, without a name. */
  retag(reference: string, script: ScriptedImage): void {
    const { number } = this.#versionOf(reference);
    this.#moved.set(reference, { reference, number: number + 1, script });
  }

  /** Test control: the engine no longer has that image. */
  prune(id: string): void {
    this.#pruned.add(id);
  }

  #versionOf(name: string): Version {
    const byId = this.#seen.get(name.replace(/^.*@/, ''));
    return byId ?? this.#moved.get(name) ?? { reference: name, number: 1, script: this.#scripts[name] ?? {} };
  }
}

/** Ids and digests are made up, yet the same for the same image. */
function imageOf({ reference, number, script }: Version): Image {
  const id = `sha256:${createHash('sha256').update(`${reference} ${number}`).digest('hex')}`;
  return { id, variables: [], ...(script.builtHere ? {} : { digest: id }) };
}
