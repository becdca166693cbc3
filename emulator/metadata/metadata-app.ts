import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { v4 as uuid } from 'uuid';
import type { EcsContext } from '../../src/services/ecs/ecs-context.ts';
import { credentialsEndpoint } from '../../src/services/ecs/task/credentials/credentials-endpoint.ts';
import type { EndpointAnswer } from '../../src/services/ecs/task/metadata/endpoint-answer.ts';
import { taskIdOf } from '../../src/services/ecs/task/metadata/endpoint-id.ts';
import { findTaskAt } from '../../src/services/ecs/task/metadata/metadata-view.ts';
import { RequestLimit } from '../../src/services/ecs/task/metadata/request-limit.ts';
import { protectionEndpoint } from '../../src/services/ecs/task/protection/protection-endpoint.ts';
import { withoutSchemas } from '../../src/without-schemas.ts';
import { MetadataAnswers } from './metadata-answers.ts';
import type { StatsReader } from './stats-reader.ts';

export interface MetadataAppOptions {
  readonly ecs: EcsContext;
  readonly stats: StatsReader;
  /** The address of the container that sent the request. */
  sourceOf(request: FastifyRequest['raw']): string;
  onFailure(error: unknown): void;
}

interface Params {
  readonly id?: string;
}

/**
 * What tasks find at 169.254.170.2: metadata (v2 to v4), credentials and the agent's API. Built here, never listening
 * here.
 */
export function buildMetadataApp(options: MetadataAppOptions): FastifyInstance {
  const { ecs } = options;
  const app = Fastify({
    logger: false,
    bodyLimit: 16_384,
    routerOptions: { ignoreTrailingSlash: true },
    schemaController: withoutSchemas,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const limit = new RequestLimit(ecs.clock);
  app.addHook<{ Params: Params }>('onRequest', async (request, reply) => {
    if (limit.admits(taskKey(options, request))) return;
    await reply.code(429).type('text/plain; charset=utf-8').send('You have reached maximum request limit.');
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('text/plain; charset=utf-8').send('404 page not found\n'),
  );
  app.setErrorHandler(async (error, _request, reply) => {
    options.onFailure(error);
    return send(reply, { status: 500, body: 'Internal server error' });
  });
  metadataRoutes(app, options);
  credentialsRoutes(app, ecs);
  app.get<{ Params: { id: string } }>('/api/:id/task-protection/v1/state', async ({ params }, reply) =>
    send(reply, protectionEndpoint(ecs, params.id, { method: 'GET' }, uuid())),
  );
  app.put<{ Params: { id: string } }>('/api/:id/task-protection/v1/state', async (request, reply) => {
    const body = typeof request.body === 'string' ? request.body : '';
    return send(reply, protectionEndpoint(ecs, request.params.id, { method: 'PUT', body }, uuid()));
  });
  return app;
}

function metadataRoutes(app: FastifyInstance, { ecs, stats, sourceOf }: MetadataAppOptions): void {
  const answers = new MetadataAnswers(ecs, stats);
  for (const version of ['v3', 'v4'] as const) {
    const at = (path: string, answer: (id: string) => EndpointAnswer | Promise<EndpointAnswer>): void => {
      app.get<{ Params: { id: string } }>(`/${version}/:id${path}`, async ({ params }, reply) =>
        send(reply, await answer(params.id)),
      );
    };
    at('', (id) => answers.container(version, id));
    at('/task', (id) => answers.task(version, id, false));
    at('/taskWithTags', (id) => answers.task(version, id, true));
    at('/stats', (id) => answers.containerStats(version, id));
    at('/task/stats', (id) => answers.taskStats(version, id));
  }
  const from = (request: FastifyRequest) => {
    const address = sourceOf(request.raw);
    return { address, view: findTaskAt(ecs, address) };
  };
  for (const [path, withTags] of [
    ['/v2/metadata', false],
    ['/v2/metadataWithTags', true],
  ] as const) {
    app.get(path, async (request, reply) => send(reply, answers.taskAt(from(request), withTags)));
    app.get<{ Params: { id: string } }>(`${path}/:id`, async (request, reply) =>
      send(reply, answers.containerAt(from(request), request.params.id)),
    );
  }
  app.get('/v2/stats', async (request, reply) => send(reply, await answers.taskStatsAt(from(request))));
  app.get<{ Params: { id: string } }>('/v2/stats/:id', async (request, reply) =>
    send(reply, await answers.containerStatsAt(from(request), request.params.id)),
  );
}

function credentialsRoutes(app: FastifyInstance, { taskCredentials }: EcsContext): void {
  app.get('/v2/credentials', async (_request, reply) =>
    send(reply, credentialsEndpoint(taskCredentials, undefined, 'V2')),
  );
  app.get<{ Params: { id: string } }>('/v2/credentials/:id', async ({ params }, reply) =>
    send(reply, credentialsEndpoint(taskCredentials, params.id, 'V2')),
  );
  app.get<{ Querystring: { id?: string | string[] } }>('/v1/credentials', async ({ query }, reply) =>
    send(reply, credentialsEndpoint(taskCredentials, [query.id].flat()[0], 'V1')),
  );
}

/** A task's containers share its limit; who names no task has one for his address. */
function taskKey({ ecs, sourceOf }: MetadataAppOptions, request: FastifyRequest<{ Params: Params }>): string {
  const { id = '' } = request.params;
  return taskIdOf(id) ?? ecs.taskCredentials.findTaskArn(id)?.split('/').at(-1) ?? sourceOf(request.raw);
}

function send(reply: FastifyReply, { status, body }: EndpointAnswer): FastifyReply {
  // Bytes, because fastify adds a character set to the content type of a text.
  return reply
    .code(status)
    .type('application/json')
    .send(Buffer.from(JSON.stringify(body)));
}
