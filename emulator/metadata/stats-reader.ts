import type { ContainerStats } from '../runtime/runtime.ts';

/** The containers whose figures are read. */
export interface StatsSubject {
  readonly containerId: string;
  /** Owns the network namespace, and so the network's counters, where the container has none of its own. */
  readonly sandboxId?: string;
}

interface Rates {
  readonly rx_bytes_per_sec: number;
  readonly tx_bytes_per_sec: number;
}

/** Two samples less far apart say little of what goes on between them. */
const leastApartMs = 1000;
/** Containers that nobody asks about any more are forgotten. */
const mostKept = 1000;

/**
 * A container's figures as the metadata endpoint shows them: the engine's sample of this moment, with the one that was
 * shown before as its predecessor, so that nobody waits a second for two samples.
 */
export class StatsReader {
  readonly #stats: (id: string) => Promise<ContainerStats | undefined>;
  readonly #last = new Map<string, ContainerStats>();

  constructor(stats: (id: string) => Promise<ContainerStats | undefined>) {
    this.#stats = stats;
  }

  /** undefined where the container does not run. */
  async read({ containerId, sandboxId }: StatsSubject): Promise<object | undefined> {
    const [own, sandbox] = await Promise.all([
      this.#stats(containerId),
      sandboxId === undefined ? undefined : this.#stats(sandboxId),
    ]);
    const last = this.#last.get(containerId);
    if (own === undefined) {
      this.#last.delete(containerId);
      return undefined;
    }
    const sample: ContainerStats = {
      ...own,
      networks: sandboxId === undefined ? own.networks : sandbox?.networks,
    };
    if (last === undefined) this.#keep(containerId, sample);
    const apartMs = last === undefined ? 0 : Date.parse(sample.read) - Date.parse(last.read);
    if (last === undefined || apartMs < leastApartMs) return sample;
    this.#keep(containerId, sample);
    return {
      ...sample,
      preread: last.read,
      precpu_stats: last.cpu_stats,
      network_rate_stats: rates(last, sample, apartMs),
    };
  }

  #keep(containerId: string, sample: ContainerStats): void {
    this.#last.delete(containerId);
    this.#last.set(containerId, sample);
    const [oldest] = this.#last.keys();
    if (this.#last.size > mostKept && oldest !== undefined) this.#last.delete(oldest);
  }
}

function rates(last: ContainerStats, sample: ContainerStats, apartMs: number): Rates | undefined {
  if (last.networks === undefined || sample.networks === undefined) return undefined;
  const perSecond = (counter: 'rx_bytes' | 'tx_bytes'): number =>
    ((total(sample, counter) - total(last, counter)) * 1000) / apartMs;
  return { rx_bytes_per_sec: perSecond('rx_bytes'), tx_bytes_per_sec: perSecond('tx_bytes') };
}

function total({ networks = {} }: ContainerStats, counter: 'rx_bytes' | 'tx_bytes'): number {
  return Object.values(networks).reduce((sum, each) => sum + each[counter], 0);
}
