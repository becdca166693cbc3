import type { Logger } from 'pino';
import { labels } from '../labels.ts';
import type { RuntimeEvent } from '../runtime.ts';
import { Containers } from './containers/containers.ts';
import { Engine } from './engine/engine.ts';
import { EngineEvents } from './engine/engine-events.ts';
import {
  ContainerMetadataNetwork,
  HostMetadataNetwork,
  type MetadataNetwork,
} from './networks/metadata-network.ts';
import { Networks } from './networks/networks.ts';
import { findOwnContainer } from './networks/own-container.ts';
import { Volumes } from './volumes/volumes.ts';

export interface DockerRuntimeOptions {
  /** Owner of everything that is made here: one Drydock data directory. */
  readonly instanceId: string;
  readonly log: Pick<Logger, 'warn'>;
  /** Stands on all that is made by a Drydock that keeps no state. */
  readonly owner?: string;
  /** Whether an owner is gone, so that what it left may be removed. Without it nothing is. */
  readonly isAbandoned?: (owner: string) => boolean;
  /** Overrules DOCKER_HOST. */
  readonly socketPath?: string;
}

/** What exists once the engine has answered. */
export interface Connection {
  readonly engine: Engine;
  readonly events: EngineEvents;
  readonly containers: Containers;
  readonly networks: Networks;
  readonly metadataNetwork: MetadataNetwork;
  readonly volumes: Volumes;
}

/** Reaches the engine, and makes all that speaks to it. Rejects with a RuntimeUnavailableError. */
export async function openConnection(
  { instanceId, owner, log, socketPath }: DockerRuntimeOptions,
  emit: (event: RuntimeEvent) => void,
): Promise<Connection> {
  const engine = await Engine.open(socketPath === undefined ? {} : { socketPath });
  const ownLabels = {
    [labels.instance]: instanceId,
    ...(owner === undefined ? {} : { [labels.owner]: owner }),
  };
  const ownContainer = await findOwnContainer(engine);
  const networks = new Networks(engine, instanceId, ownLabels, ownContainer);
  return {
    engine,
    events: new EngineEvents(engine, instanceId, log, emit),
    containers: new Containers(engine, ownLabels),
    networks,
    metadataNetwork:
      ownContainer === undefined
        ? new HostMetadataNetwork(engine, instanceId)
        : new ContainerMetadataNetwork(networks),
    volumes: new Volumes(engine, ownLabels),
  };
}
