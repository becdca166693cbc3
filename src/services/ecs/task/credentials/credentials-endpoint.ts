import type { EndpointAnswer } from '../metadata/endpoint-answer.ts';
import type { TaskCredentials } from './task-credentials.ts';

/**
 * `GET /v2/credentials/<id>`, and `/v1/credentials?id=<id>` with its own prefix: a task's credentials by the id that
 * is the only proof of who asks.
 */
export function credentialsEndpoint(
  credentials: Pick<TaskCredentials, 'get'>,
  id: string | undefined,
  version: 'V1' | 'V2',
): EndpointAnswer {
  const refusal = (code: string, message: string): EndpointAnswer => ({
    status: 400,
    body: { code, message: `Credentials${version}Request: ${message}` },
  });
  if (id === undefined || id === '') return refusal('NoIdInRequest', 'No Credential ID in the request');
  const document = credentials.get(id);
  return document === undefined
    ? refusal('InvalidIdInRequest', 'Credentials not found')
    : { status: 200, body: document };
}
