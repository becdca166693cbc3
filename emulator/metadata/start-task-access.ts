import type { Logger } from 'pino';
import type { TaskNetworkSpec } from '../../src/services/ecs/task/task.ts';
import type { EmulatorContext } from '../context.ts';
import type { Disposal } from '../disposal.ts';
import type { ContainerRuntime } from '../runtime/runtime.ts';
import { sourceOf } from './forward-request.ts';
import { knowsPath } from './knows-path.ts';
import { MetadataAddress } from './metadata-address.ts';
import { buildMetadataApp } from './metadata-app.ts';
import { StatsReader } from './stats-reader.ts';
import { TaskAccess } from './task-access.ts';
import type { TaskApi } from './task-api.ts';

export interface TaskAccessParts {
  readonly context: EmulatorContext;
  readonly runtime: ContainerRuntime;
  readonly log: Logger;
  readonly taskApi: TaskApi;
}

/** Builds the metadata endpoint, and opens it to the tasks that run already; `stack` ends it. */
export async function startTaskAccess(
  { context, runtime, log, taskApi }: TaskAccessParts,
  stack: Disposal,
): Promise<TaskAccess> {
  const { ecs } = context;
  const app = buildMetadataApp({
    ecs,
    sourceOf,
    stats: new StatsReader((id) => runtime.stats(id)),
    onFailure: (error) => log.error({ err: error }, 'a metadata request failed unexpectedly'),
  });
  await app.ready();
  stack.defer(() => app.close());
  const metadata = stack.use(
    new MetadataAddress({
      runtime,
      log,
      handler: (request, answer) => app.routing(request, answer),
      knows: (path) => knowsPath(ecs, path),
    }),
  );
  const access = new TaskAccess({
    hostAddress: (network) => runtime.hostAddress(network),
    machineAddress: (mode) => runtime.machineAddress(mode),
    networkOf: (subnetId) => {
      const place = context.subnetPlace(subnetId);
      return place && { vpcId: place.vpcId, cidr: place.vpcCidr };
    },
    metadata,
    api: taskApi,
    credentials: ecs.taskCredentials,
  });
  // Not waited for: the API, which is part of it, listens only when all else stands.
  const networks = ecs.tasks
    .listLive()
    .map(({ spec: { network } }): [string, TaskNetworkSpec] => [
      network.mode === 'awsvpc' ? network.subnetId : network.mode,
      network,
    ]);
  for (const network of new Map(networks).values())
    access
      .reach(network)
      .catch((error: unknown) => log.warn({ err: error }, 'tasks that run cannot reach Drydock'));
  return access;
}
