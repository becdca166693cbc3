import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { v4 as uuid } from 'uuid';
import { Dispatcher, type OnFailure } from './aws/dispatch.ts';
import type { FindIssuedIdentity } from './aws/request-scope.ts';
import type { ServiceDefinition } from './aws/service-definition.ts';
import { type AccessPolicy, linkRefusalOf, refusalOf } from './request-access.ts';
import { withoutSchemas } from './without-schemas.ts';

export interface ApiOptions {
  readonly services: readonly ServiceDefinition[];
  readonly access: AccessPolicy;
  readonly onFailure: OnFailure;
  /** Whom the access keys stand for that were issued here; without it there are none. */
  readonly findIssued?: FindIssuedIdentity;
}

// The largest request that AWS takes on these protocols is PutLogEvents with 1 MiB of events, here as escaped JSON.
const bodyLimitBytes = 8 * 1024 * 1024;

/** The HTTP application: request, protocol, service, operation. It is built here and never listens here. */
export function buildApi(options: ApiOptions): FastifyInstance {
  const dispatcher = new Dispatcher(options.services, options.onFailure, options.findIssued);
  const app = Fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    // Requests are read by the SDK's schemas.
    schemaController: withoutSchemas,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', (request, reply, done) => {
    const refusal = refusalOf(request.headers, options.access);
    if (refusal === undefined) done();
    else reply.code(403).send({ message: refusal });
  });
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const refusal = linkRefusalOf(request.headers);
    if (refusal !== undefined) return reply.code(403).send({ message: refusal });
    const requestId = uuid();
    const answer = await dispatcher.dispatch({
      headers: request.headers,
      url: request.url,
      body: typeof request.body === 'string' ? request.body : '',
      requestId,
    });
    reply.code(answer.status).header('x-amzn-requestid', requestId).type(answer.contentType);
    for (const [name, value] of Object.entries(answer.headers)) reply.header(name, value);
    // Bytes, because fastify adds a character set to the content type of a text.
    return reply.send(Buffer.from(answer.body));
  };
  app.post('/', serve);
  app.get('/', serve);
  app.setErrorHandler(async (error, _request, reply) => {
    const status = statusOf(error);
    if (status === 413)
      return reply
        .code(413)
        .send({ __type: 'RequestEntityTooLargeException', message: 'Request entity too large' });
    if (status < 500)
      return reply.code(status).send({ __type: 'SerializationException', message: 'Malformed request' });
    options.onFailure(error, { service: '', operation: '', requestId: '' });
    return reply.code(500).send({ __type: 'InternalFailure', message: 'Internal failure' });
  });
  return app;
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;
}
