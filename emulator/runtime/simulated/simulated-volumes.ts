import { labels } from '../labels.ts';
import type { ContainerSpec } from '../runtime.ts';
import type { RuntimeVolume, RuntimeVolumes, VolumeSpec } from '../volumes.ts';
import { daemonError } from './daemon-error.ts';
import type { SimulatedContainer } from './simulated-container.ts';

/** The volumes of a simulated engine: they stay until they are removed, and not while a container mounts them. */
export class SimulatedVolumes implements RuntimeVolumes {
  readonly #instanceId: string;
  readonly #containers: ReadonlyMap<string, SimulatedContainer>;
  readonly #requireConnection: () => void;
  readonly #volumes = new Map<string, VolumeSpec>();

  /** @param requireConnection throws while the engine is out of reach */
  constructor(
    instanceId: string,
    containers: ReadonlyMap<string, SimulatedContainer>,
    requireConnection: () => void,
  ) {
    this.#instanceId = instanceId;
    this.#containers = containers;
    this.#requireConnection = requireConnection;
  }

  async ensure(volume: VolumeSpec): Promise<void> {
    this.#requireConnection();
    if (this.#volumes.has(volume.name)) return;
    const own = { ...volume.labels, [labels.instance]: this.#instanceId };
    this.#volumes.set(volume.name, { ...volume, labels: own });
  }

  async has(name: string): Promise<boolean> {
    this.#requireConnection();
    return this.#volumes.has(name);
  }

  async list(): Promise<RuntimeVolume[]> {
    this.#requireConnection();
    return [...this.#volumes.values()].map(({ name, labels: own }) => ({ name, labels: own }));
  }

  async remove(name: string): Promise<void> {
    this.#requireConnection();
    const users = [...this.#containers].flatMap(([id, each]) => (each.mounts(name) ? id : []));
    if (this.#volumes.has(name) && users.length > 0)
      throw daemonError(`remove ${name}: volume is in use - [${users.join(', ')}]`);
    this.#volumes.delete(name);
  }

  /** The names of a container's volumes. Where one is missing, a real engine would make one that nobody then owns. */
  mountedBy({ mounts = [] }: ContainerSpec): readonly string[] {
    const names = mounts.flatMap(({ source }) => ('volume' in source ? source.volume : []));
    const missing = names.find((name) => !this.#volumes.has(name));
    if (missing !== undefined) throw daemonError(`get ${missing}: no such volume`);
    return names;
  }

  clear(): void {
    this.#volumes.clear();
  }
}
