import { setTimeout as delay } from 'node:timers/promises';
import { labels } from '../../labels.ts';
import { ContainerError } from '../../runtime.ts';
import type { RuntimeVolume, RuntimeVolumes, VolumeSpec } from '../../volumes.ts';
import { type Engine, EngineError } from '../engine/engine.ts';

interface EngineVolume {
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** A container that is just being removed holds its volumes for a moment longer. */
const removalAttempts = 100;
const removalPauseMs = 50;

/** The volumes of one instance in a Docker engine. */
export class Volumes implements RuntimeVolumes {
  readonly #engine: Engine;
  readonly #ownLabels: Readonly<Record<string, string>>;

  /** @param ownLabels stand on every volume that is made; the instance's is among them */
  constructor(engine: Engine, ownLabels: Readonly<Record<string, string>>) {
    this.#engine = engine;
    this.#ownLabels = ownLabels;
  }

  async ensure({ name, driver = 'local', driverOptions = {}, labels: given }: VolumeSpec): Promise<void> {
    const body = {
      Name: name,
      Driver: driver,
      DriverOpts: { ...driverOptions },
      Labels: { ...given, ...this.#ownLabels },
    };
    await asContainerError(() => this.#engine.run({ method: 'POST', path: '/volumes/create', body }));
  }

  async has(name: string): Promise<boolean> {
    try {
      await this.#engine.run({ path: pathOf(name) });
      return true;
    } catch (error) {
      if (error instanceof EngineError && error.statusCode === 404) return false;
      throw error;
    }
  }

  async list(): Promise<RuntimeVolume[]> {
    const label = `${labels.instance}=${this.#ownLabels[labels.instance]}`;
    const found = await listVolumes(this.#engine, label);
    return found.map(({ Name, Labels }) => ({ name: Name, labels: Labels ?? {} }));
  }

  async remove(name: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#engine.run({ method: 'DELETE', path: pathOf(name) });
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        if (error.statusCode === 404) return;
        if (error.statusCode !== 409 || attempt === removalAttempts) throw new ContainerError(error.message);
        await delay(removalPauseMs);
      }
    }
  }

  async removeAll(): Promise<void> {
    const found = await this.list();
    await Promise.all(found.map(({ name }) => this.remove(name)));
  }
}

/** The volumes that carry a label, given as `name` or `name=value`. */
export async function listVolumes(engine: Engine, label: string): Promise<readonly EngineVolume[]> {
  const { Volumes: found } = await engine.read<{ Volumes: EngineVolume[] | null }>({
    path: '/volumes',
    query: { filters: JSON.stringify({ label: [label] }) },
  });
  return found ?? [];
}

function pathOf(name: string): string {
  return `/volumes/${encodeURIComponent(name)}`;
}

async function asContainerError(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof EngineError ? new ContainerError(error.message) : error;
  }
}
