import type { FastifyInstance } from 'fastify';
import type { ServiceDefinition } from '../src/aws/service-definition.ts';
import type { Clock } from '../src/clock.ts';
import { listenerUrl } from '../src/plan/listener-url.ts';
import type { Elbv2Context } from '../src/services/elbv2/elbv2-context.ts';
import type { BoundState } from '../src/services/elbv2/model.ts';
import { targetsAnswer } from './diagnosis/targets-answer.ts';
import { trafficAnswer, trafficStartMs } from './diagnosis/traffic-answer.ts';
import type { World } from './start-world.ts';
import { version } from './version.ts';

export interface LocalRoutesOptions {
  readonly runtime: string;
  readonly services: readonly ServiceDefinition[];
  readonly elbv2: Pick<Elbv2Context, 'listeners' | 'loadBalancers' | 'targetGroups' | 'targets'>;
  readonly clock: Clock;
  readonly world: Pick<World, 'lastProbes' | 'trafficSince'>;
  /** The root certificate of the local authority, as PEM. */
  rootPem(): Promise<string>;
  reset(): Promise<void>;
}

/** `GET /_drydock/health`. */
export interface HealthAnswer {
  readonly status: 'running';
  readonly version: string;
  readonly runtime: string;
  readonly services: Readonly<Record<string, 'available'>>;
}

/** `GET /_drydock/listeners`: where the listeners of load balancers really listen. */
export interface ListenersAnswer {
  readonly listeners: readonly {
    readonly listenerArn: string;
    readonly loadBalancerName: string;
    readonly dnsName: string;
    /** The port that was asked for. */
    readonly port: number;
    /** undefined until the data path has tried. */
    readonly bound?: BoundState;
    /** Where this machine reaches it; undefined while it does not listen. */
    readonly url?: string;
  }[];
}

/** What Drydock answers beside AWS: its health, where listeners really listen, what went on there, and reset. */
export function localRoutes(app: FastifyInstance, options: LocalRoutesOptions): void {
  app.get(
    '/_drydock/health',
    async (): Promise<HealthAnswer> => ({
      status: 'running',
      version,
      runtime: options.runtime,
      services: Object.fromEntries(options.services.map(({ signingName }) => [signingName, 'available'])),
    }),
  );
  app.get('/_drydock/listeners', async () => listenersAnswer(options.elbv2));
  app.get('/_drydock/targets', async () => targetsAnswer(options.elbv2, await options.world.lastProbes()));
  app.get<{ Querystring: { minutes?: unknown } }>('/_drydock/traffic', async ({ query }) =>
    trafficAnswer(await options.world.trafficSince(trafficStartMs(query.minutes, options.clock.now()))),
  );
  app.get('/_drydock/ca', async (_request, reply) =>
    reply.type('application/x-pem-file').send(await options.rootPem()),
  );
  app.post('/_drydock/reset', async () => {
    await options.reset();
    return { status: 'reset' };
  });
}

function listenersAnswer({ listeners, loadBalancers }: LocalRoutesOptions['elbv2']): ListenersAnswer {
  return {
    listeners: listeners.listAll().map(({ arn, loadBalancerArn, port, bound, document }) => {
      const loadBalancer = loadBalancers.find(loadBalancerArn);
      return {
        listenerArn: arn,
        loadBalancerName: loadBalancer?.name ?? '',
        dnsName: loadBalancer?.dnsName ?? '',
        port,
        bound,
        url:
          bound?.state === 'listening'
            ? listenerUrl(document.protocol, loadBalancer?.dnsName ?? 'localhost', bound.port)
            : undefined,
      };
    }),
  };
}
