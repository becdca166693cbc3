import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { buildApi } from '../src/api.ts';
import type { Clock } from '../src/clock.ts';
import type { AccessPolicy } from '../src/request-access.ts';
import type { Config } from './config.ts';
import type { EmulatorContext } from './context.ts';
import type { Disposal } from './disposal.ts';
import type { ExecServer } from './exec/exec-server.ts';
import { localRoutes } from './local-routes.ts';
import type { TaskApi } from './metadata/task-api.ts';
import { servicesOf } from './services-of.ts';
import type { World } from './start-world.ts';

export interface ApiServerOptions {
  readonly config: Pick<Config, 'host' | 'port'>;
  readonly context: EmulatorContext;
  readonly runtimeName: string;
  readonly access: AccessPolicy;
  readonly exec: ExecServer;
  readonly taskApi: TaskApi;
  readonly clock: Clock;
  readonly log: Logger;
  readonly world: Pick<World, 'lastProbes' | 'trafficSince'>;
  reset(): Promise<void>;
}

/** Serves AWS's API, Drydock's own routes and the sessions of ECS Exec. Resolves with the endpoint, once it listens. */
export async function serveApi(options: ApiServerOptions, stack: Disposal): Promise<string> {
  const { config, context, runtimeName, access, exec, taskApi, clock, log, world, reset } = options;
  const services = servicesOf(context);
  const app = buildApi({
    services,
    access,
    findIssued: (accessKeyId) => context.ecs.taskCredentials.findIdentity(accessKeyId),
    onFailure: (error, request) => log.error({ err: error, ...request }, 'a request failed unexpectedly'),
  });
  const rootPem = () => context.acm.authority.rootPem();
  localRoutes(app, { runtime: runtimeName, services, elbv2: context.elbv2, clock, world, rootPem, reset });
  exec.attach(app.server);
  stack.defer(() => app.close());
  stack.use(exec);
  await app.listen({ host: config.host, port: config.port });
  const port = portOf(app.server.address());
  taskApi.serve((server) => {
    server.on('request', (request, answer) => app.routing(request, answer));
    exec.attach(server);
  }, port);
  return `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
