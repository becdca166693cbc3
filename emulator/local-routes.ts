import type { FastifyInstance } from 'fastify';
import type { ServiceDefinition } from '../src/aws/service-definition.ts';
import { listenerUrl } from '../src/plan/listener-url.ts';
import type { ListenerStore } from '../src/services/elbv2/listener/listener-store.ts';
import type { LoadBalancerStore } from '../src/services/elbv2/load-balancer/load-balancer-store.ts';
import type { BoundState } from '../src/services/elbv2/model.ts';
import { version } from './version.ts';

export interface LocalRoutesOptions {
  readonly runtime: string;
  readonly services: readonly ServiceDefinition[];
  readonly listeners: ListenerStore;
  readonly loadBalancers: LoadBalancerStore;
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

/** What Drydock answers beside AWS: its health, its listeners' real addresses, and reset. */
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
  app.get('/_drydock/listeners', async () => listenersAnswer(options));
  app.get('/_drydock/ca', async (_request, reply) =>
    reply.type('application/x-pem-file').send(await options.rootPem()),
  );
  app.post('/_drydock/reset', async () => {
    await options.reset();
    return { status: 'reset' };
  });
}

function listenersAnswer({ listeners, loadBalancers }: LocalRoutesOptions): ListenersAnswer {
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
