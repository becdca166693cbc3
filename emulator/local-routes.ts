import type { FastifyInstance } from 'fastify';
import type { ServiceDefinition } from '../src/aws/service-definition.ts';
import type { ListenerStore } from '../src/services/elbv2/listener-store.ts';
import { version } from './version.ts';

export interface LocalRoutesOptions {
  readonly runtime: string;
  readonly services: readonly ServiceDefinition[];
  readonly listeners: ListenerStore;
  reset(): Promise<void>;
}

/** What Drydock answers beside AWS: its health, its listeners' real addresses, and reset. */
export function localRoutes(app: FastifyInstance, options: LocalRoutesOptions): void {
  app.get('/_drydock/health', async () => ({
    status: 'running',
    version,
    runtime: options.runtime,
    services: Object.fromEntries(options.services.map(({ signingName }) => [signingName, 'available'])),
  }));
  app.get('/_drydock/listeners', async () => ({
    listeners: options.listeners.listAll().map(({ arn, port, bound }) => ({ listenerArn: arn, port, bound })),
  }));
  app.post('/_drydock/reset', async () => {
    await options.reset();
    return { status: 'reset' };
  });
}
