import { labels } from '../../labels.ts';
import { ContainerError, type ContainerSpec, type Sandbox, type SandboxSpec } from '../../runtime.ts';
import { type Engine, EngineError } from '../engine/engine.ts';
import type { EngineHost } from '../engine/engine-host.ts';
import { containerConfig } from './container-config.ts';
import { endpointOf, inspect } from './inspect.ts';
import { putFiles } from './put-files.ts';
import { sandboxConfig } from './sandbox-config.ts';

/** The networks that a sandbox is to stand in, by name. */
export interface SandboxNetworks {
  readonly own: string;
  /** Leads to 169.254.170.2 where the VPC's network does not. */
  readonly metadata?: string;
}

/** Makes, starts, signals and removes containers and sandboxes of one instance. */
export class Containers {
  readonly #engine: Engine;
  readonly #ownLabels: Readonly<Record<string, string>>;

  /** @param ownLabels stand on everything that is made; the instance's is among them */
  constructor(engine: Engine, ownLabels: Readonly<Record<string, string>>) {
    this.#engine = engine;
    this.#ownLabels = ownLabels;
  }

  /**
   * Two calls to the engine, three where there is a metadata network: the address and MAC are given to it, so nothing
   * has to be read back.
   */
  async createSandbox(spec: SandboxSpec, networks: SandboxNetworks): Promise<Sandbox> {
    const labelled = this.#labelled(spec.labels, 'sandbox');
    const { body, macAddress } = sandboxConfig(spec, networks.own, labelled);
    const { id, adopted } = await this.#create(spec.name, body);
    try {
      if (networks.metadata !== undefined) await this.#join(networks.metadata, id);
      await this.start(id);
    } catch (error) {
      if (!adopted && error instanceof ContainerError) await this.remove(id);
      throw error;
    }
    const standing = adopted ? await inspect(this.#engine, id) : undefined;
    return { id, address: spec.address, macAddress, ...(standing ? endpointOf(standing) : {}) };
  }

  async #join(network: string, container: string): Promise<void> {
    try {
      const body = { Container: container };
      await this.#engine.run({ method: 'POST', path: `/networks/${network}/connect`, body });
    } catch (error) {
      // 403: one that was adopted has joined already.
      if (!(error instanceof EngineError && error.statusCode === 403)) throw asContainerError(error);
    }
  }

  /** @param network what the container is to join beside the network that its spec says, by name */
  async createContainer(
    spec: ContainerSpec,
    host: EngineHost,
    network?: string,
  ): Promise<{ readonly id: string }> {
    const body = containerConfig(spec, this.#labelled(spec.labels, 'container'), host);
    const { id } = await this.#create(spec.name, body);
    try {
      if (network !== undefined) await this.#join(network, id);
      if (spec.files !== undefined && spec.files.length > 0) await putFiles(this.#engine, id, spec.files);
    } catch (error) {
      if (error instanceof EngineError || error instanceof ContainerError) await this.remove(id);
      throw asContainerError(error);
    }
    return { id };
  }

  async #create(name: string, body: object): Promise<{ readonly id: string; readonly adopted: boolean }> {
    try {
      const { Id } = await this.#engine.read<{ Id: string }>({
        method: 'POST',
        path: '/containers/create',
        query: { name },
        body,
      });
      return { id: Id, adopted: false };
    } catch (error) {
      const standing =
        error instanceof EngineError && error.statusCode === 409 ? await this.#findOurs(name) : undefined;
      if (standing !== undefined) return { id: standing, adopted: true };
      throw asContainerError(error);
    }
  }

  async #findOurs(name: string): Promise<string | undefined> {
    const standing = await inspect(this.#engine, name);
    return standing?.Config.Labels?.[labels.instance] === this.#ownLabels[labels.instance]
      ? standing?.Id
      : undefined;
  }

  #labelled(given: Readonly<Record<string, string>>, role: 'sandbox' | 'container'): Record<string, string> {
    return { ...given, ...this.#ownLabels, [labels.role]: role };
  }

  async start(id: string): Promise<void> {
    try {
      await this.#engine.run({ method: 'POST', path: `/containers/${id}/start` });
    } catch (error) {
      throw asContainerError(error);
    }
  }

  async signalStop(id: string): Promise<void> {
    await ignoreGone(async () => {
      const { Config } = await this.#engine.read<{ Config: { StopSignal?: string } }>({
        path: `/containers/${id}/json`,
      });
      await this.#signal(id, Config.StopSignal || 'SIGTERM');
    });
  }

  async kill(id: string): Promise<void> {
    await ignoreGone(() => this.#signal(id, 'SIGKILL'));
  }

  async #signal(id: string, signal: string): Promise<void> {
    await this.#engine.run({ method: 'POST', path: `/containers/${id}/kill`, query: { signal } });
  }

  /** By force: a sandbox, whose process ignores every signal but SIGKILL, goes at once. */
  async remove(id: string): Promise<void> {
    await ignoreGone(() =>
      this.#engine.run({ method: 'DELETE', path: `/containers/${id}`, query: { force: true, v: true } }),
    );
  }
}

/** 404: there is no such container. 409: it does not run, or is being removed already. */
async function ignoreGone(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (error instanceof EngineError && (error.statusCode === 404 || error.statusCode === 409)) return;
    throw asContainerError(error);
  }
}

function asContainerError(error: unknown): unknown {
  return error instanceof EngineError ? new ContainerError(error.message) : error;
}
